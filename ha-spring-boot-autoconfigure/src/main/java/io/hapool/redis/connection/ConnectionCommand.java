package io.hapool.redis.connection;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;

/**
 * A command on a connection to one database.
 *
 * @param <R> what it returns
 */
@FunctionalInterface
interface ConnectionCommand<R extends @Nullable Object> {

	R on(RedisConnection connection);

}
