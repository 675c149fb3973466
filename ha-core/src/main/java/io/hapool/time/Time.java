package io.hapool.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells the time and runs tasks later. {@link SystemTime} is the real one; tests put
 * their own in its place.
 * <p>
 * All implementations are thread-safe.
 */
public interface Time {

	/**
	 * Returns a monotonic reading in nanoseconds. Its origin is arbitrary and it may
	 * overflow: compare two readings by subtraction only.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanos();

	/**
	 * Returns a monotonic reading that may be a few milliseconds old, and costs next to
	 * nothing.
	 * @return nanoseconds since the origin of {@link #nanos()}
	 */
	default long coarseNanos() {
		return nanos();
	}

	/**
	 * Returns the wall clock, for people to read. No decision rests on it, for it can be
	 * set back.
	 * @return the current instant
	 */
	Instant wallClock();

	/**
	 * Runs a task once on a background thread. The task may block without delaying
	 * others; what it throws is logged.
	 * @param task what to run
	 * @param delay how long to wait first; zero or less: at once
	 * @return the way to cancel it
	 * @throws java.util.concurrent.RejectedExecutionException if this time is closed
	 */
	ScheduledTask schedule(Runnable task, Duration delay);

	/**
	 * Blocks the calling thread.
	 * @param duration for how long; zero or less: not at all
	 * @throws InterruptedException if the thread is interrupted before or while it waits
	 */
	void sleep(Duration duration) throws InterruptedException;

}
