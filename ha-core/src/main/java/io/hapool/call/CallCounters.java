package io.hapool.call;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.hapool.pool.Leases;

/**
 * Counts what the leases do not: calls that did not succeed at once. The others follow
 * from the attempts that have begun, and pay nothing here.
 */
final class CallCounters {

	final LongAdder failed = new LongAdder();

	final LongAdder failovers = new LongAdder();

	/** Attempts after the first of a call. */
	final LongAdder retries = new LongAdder();

	/** Calls for which there was no endpoint. */
	final LongAdder withoutAttempt = new LongAdder();

	/** Calls that are neither in an attempt nor finished. */
	final LongAdder between = new LongAdder();

	/** Nanoseconds of calls that failed. */
	final LongAdder timeOfFailures = new LongAdder();

	/** Nanoseconds of calls that succeeded, without the attempt that did. */
	final LongAdder timeBeforeSuccess = new LongAdder();

	CallCounts counts(Leases<?> leases) {
		long unfinished = leases.openAttempts() + between.sum();
		long attempts = leases.begunAttempts();
		long started = started(attempts);
		long done = failed.sum();
		return new CallCounts(started, Math.max(0, started - unfinished - done), done, attempts, failovers.sum());
	}

	CallTimes times(Leases<?> leases) {
		return new CallTimes(Duration.ofNanos(leases.timeOfSuccesses() + timeBeforeSuccess.sum()),
				Duration.ofNanos(timeOfFailures.sum()));
	}

	/** Calls that have begun so far. */
	long started(long attempts) {
		return attempts - retries.sum() + withoutAttempt.sum();
	}

}
