package io.hapool.archbad.direction.event;

import io.hapool.archbad.direction.pool.PoolPart;

abstract class ImportsPool {

	abstract PoolPart bad();

}
