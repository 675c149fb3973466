/**
 * {@code ha.redis.*}: properties -> {@link io.hapool.redis.autoconfigure.RedisResolver}
 * -> databases -> beans. Start at
 * {@link io.hapool.redis.autoconfigure.RedisDatabasesAutoConfiguration}.
 */
@NullMarked
package io.hapool.redis.autoconfigure;

import org.jspecify.annotations.NullMarked;
