/**
 * Connections whose commands go to the selected database. Start at
 * {@link io.hapool.redis.connection.RoutingRedisConnectionFactory}; where the commands of
 * one connection go, and what ties them to one database, is decided in
 * {@link io.hapool.redis.connection.ConnectionRoute}.
 */
@NullMarked
package io.hapool.redis.connection;

import org.jspecify.annotations.NullMarked;
