package io.hapool.time;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A moment of the monotonic clock after which nobody waits, or none at all. Immutable.
 */
public final class Deadline {

	/** What {@link #nanos()} returns if there is no limit. */
	public static final long NONE = Long.MIN_VALUE;

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final Time time;

	private final long nanos;

	private final boolean bounded;

	private Deadline(Time time, long nanos, boolean bounded) {
		this.time = time;
		this.nanos = nanos;
		this.bounded = bounded;
	}

	/**
	 * Returns the deadline that lies a timeout away from now.
	 * @param time the clock
	 * @param timeout how far away; {@code null}: there is none
	 * @return the deadline
	 */
	public static Deadline after(Time time, @Nullable Duration timeout) {
		return after(time, time.nanos(), timeout);
	}

	/**
	 * Returns the deadline that lies a timeout away from a moment.
	 * @param time the clock
	 * @param begin the moment by that clock
	 * @param timeout how far away; {@code null}: there is none
	 * @return the deadline
	 */
	public static Deadline after(Time time, long begin, @Nullable Duration timeout) {
		if (timeout == null || timeout.compareTo(FOREVER) >= 0) {
			return at(time, NONE);
		}
		return new Deadline(time, begin + timeout.toNanos(), true);
	}

	/**
	 * Returns the deadline at a moment.
	 * @param time the clock
	 * @param nanos the moment by that clock, or {@link #NONE}
	 * @return the deadline
	 */
	public static Deadline at(Time time, long nanos) {
		return new Deadline(time, nanos, nanos != NONE);
	}

	/**
	 * Returns the moment by the clock.
	 * @return a reading of {@link Time#nanos()}, or {@link #NONE}
	 */
	public long nanos() {
		return bounded ? nanos : NONE;
	}

	/**
	 * Returns the earlier of this deadline and one a timeout away from now.
	 * @param timeout how far away; {@code null}: this deadline stands
	 * @return the earlier one
	 */
	public Deadline orAfter(@Nullable Duration timeout) {
		Deadline other = after(time, timeout);
		if (!other.bounded) {
			return this;
		}
		return (!bounded || other.nanos - nanos < 0) ? other : this;
	}

	/**
	 * Returns whether there is a limit at all.
	 * @return {@code false} if this deadline never comes
	 */
	public boolean isBounded() {
		return bounded;
	}

	/**
	 * Returns the time that is left.
	 * @return zero or more; some 292 years if there is no limit
	 */
	public Duration remaining() {
		return bounded ? Duration.ofNanos(Math.max(0, nanos - time.nanos())) : FOREVER;
	}

}
