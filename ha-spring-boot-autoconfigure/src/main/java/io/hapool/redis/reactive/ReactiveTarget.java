package io.hapool.redis.reactive;

import org.springframework.data.redis.connection.ReactiveRedisConnection;

/**
 * Finds a facet of a real connection.
 */
@FunctionalInterface
interface ReactiveTarget {

	Object of(ReactiveRedisConnection connection);

}
