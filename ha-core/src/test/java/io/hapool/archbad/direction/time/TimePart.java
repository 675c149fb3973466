package io.hapool.archbad.direction.time;

public interface TimePart {

}
