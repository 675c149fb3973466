/**
 * Where the endpoints of a pool come from, beside those that are listed. Start at
 * {@link io.hapool.pool.source.EndpointSource}; {@link io.hapool.pool.source.PoolSources}
 * asks and merges them.
 */
@NullMarked
package io.hapool.pool.source;

import org.jspecify.annotations.NullMarked;
