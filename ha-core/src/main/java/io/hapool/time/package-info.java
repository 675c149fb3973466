/**
 * Monotonic time, delayed tasks, work done by one thread at a time: the one seam that
 * tests replace. Nothing else in the project reads a clock, sleeps or owns a background
 * thread. Start at {@link io.hapool.time.Time}.
 */
@NullMarked
package io.hapool.time;

import org.jspecify.annotations.NullMarked;
