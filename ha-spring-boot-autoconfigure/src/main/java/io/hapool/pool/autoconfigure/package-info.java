/**
 * Pools from {@code ha.pools.*}: properties, their checks, the beans made of them. Start
 * at {@link io.hapool.pool.autoconfigure.PoolsAutoConfiguration}.
 */
@NullMarked
package io.hapool.pool.autoconfigure;

import org.jspecify.annotations.NullMarked;
