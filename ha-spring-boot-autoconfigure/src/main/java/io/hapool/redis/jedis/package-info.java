/**
 * The connections of a database by Jedis. Start at
 * {@link io.hapool.redis.jedis.JedisDatabaseClient}.
 */
@NullMarked
package io.hapool.redis.jedis;

import org.jspecify.annotations.NullMarked;
