/**
 * Meters that read the engine's counters. Start at {@link io.hapool.metrics.PoolMetrics}.
 */
@NullMarked
package io.hapool.metrics;

import org.jspecify.annotations.NullMarked;
