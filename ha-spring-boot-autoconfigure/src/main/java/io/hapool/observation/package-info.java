/**
 * One observation for each call over a pool and for each of its attempts, so that traces
 * show where a call went. Start at {@link io.hapool.observation.PoolObservations}.
 */
@NullMarked
package io.hapool.observation;

import org.jspecify.annotations.NullMarked;
