/**
 * Reactive connections whose commands go to the selected database. Start at
 * {@link io.hapool.redis.reactive.RoutingReactiveRedisConnectionFactory}; where each
 * command goes is decided in {@link io.hapool.redis.reactive.ReactiveRoute}.
 */
@NullMarked
package io.hapool.redis.reactive;

import org.jspecify.annotations.NullMarked;
