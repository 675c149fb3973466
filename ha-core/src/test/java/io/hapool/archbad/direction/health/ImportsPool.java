package io.hapool.archbad.direction.health;

import io.hapool.archbad.direction.pool.PoolPart;

abstract class ImportsPool {

	abstract PoolPart bad();

}
