/**
 * The connections of a database by Lettuce. Start at
 * {@link io.hapool.redis.lettuce.LettuceDatabaseClient}.
 */
@NullMarked
package io.hapool.redis.lettuce;

import org.jspecify.annotations.NullMarked;
