/**
 * Two real Redis servers, and switches to break them. Start at
 * {@link io.hapool.sample.redis.RedisServers}. A service of your own has nothing of this.
 */
@NullMarked
package io.hapool.sample.redis;

import org.jspecify.annotations.NullMarked;
