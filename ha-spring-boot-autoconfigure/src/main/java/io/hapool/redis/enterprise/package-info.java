/**
 * What Redis Enterprise clusters tell of their databases. Start at
 * {@link io.hapool.redis.enterprise.AvailabilityQuestion}.
 */
@NullMarked
package io.hapool.redis.enterprise;

import org.jspecify.annotations.NullMarked;
