package io.hapool.call;

import java.time.Duration;

import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * When a call began, and when it must have ended.
 */
final class CallTime {

	private final Time time;

	private final long begun;

	private final Reading reading;

	private final Deadline deadline;

	private CallTime(Time time, long begun, Reading reading, @Nullable Duration timeout) {
		this.time = time;
		this.begun = begun;
		this.reading = reading;
		this.deadline = Deadline.after(time, begun, timeout);
	}

	/** With a beginning as {@link CallRules#isExact()} asks for it. */
	static CallTime of(CallRules<?> rules, Time time, long begun) {
		return new CallTime(time, begun, rules.isExact() ? Reading.EXACT : Reading.COARSE, rules.timeout());
	}

	/** How the beginning was read. */
	private enum Reading {

		EXACT, COARSE

	}

	Deadline deadline() {
		return deadline;
	}

	/**
	 * Nanoseconds since the beginning. Read as the beginning was: two readings that are
	 * each a little old are right on average.
	 */
	long elapsed() {
		long now = (reading == Reading.EXACT) ? time.nanos() : time.coarseNanos();
		return Math.max(0, now - begun);
	}

}
