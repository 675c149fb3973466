/**
 * Several Redis databases as one. Start at {@link io.hapool.redis.RedisDatabases}; a
 * command goes by way of {@link io.hapool.redis.DatabaseRouter}, on the connections of a
 * {@link io.hapool.redis.DatabaseClient}.
 */
@NullMarked
package io.hapool.redis;

import org.jspecify.annotations.NullMarked;
