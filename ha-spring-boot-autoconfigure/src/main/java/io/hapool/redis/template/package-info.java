/**
 * Templates that begin a callback again on another database where that is safe. Start at
 * {@link io.hapool.redis.template.MultiDatabaseRedisTemplate}; what is safe is decided by
 * {@link io.hapool.redis.connection.RoutingRedisConnectionFactory#inOneUnit}.
 */
@NullMarked
package io.hapool.redis.template;

import org.jspecify.annotations.NullMarked;
