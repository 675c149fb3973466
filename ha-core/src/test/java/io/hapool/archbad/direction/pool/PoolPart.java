package io.hapool.archbad.direction.pool;

public interface PoolPart {

}
