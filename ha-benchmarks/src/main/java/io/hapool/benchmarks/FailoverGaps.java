package io.hapool.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * How long the application went without an answer: nobody got one in a gap.
 */
final class FailoverGaps {

	private final AtomicLong lastSuccess = new AtomicLong(System.nanoTime());

	private final LongAccumulator lastFailure = new LongAccumulator(Math::max, System.nanoTime());

	private final LongAccumulator gap = new LongAccumulator(Math::max, 0);

	private final LongAccumulator call = new LongAccumulator(Math::max, 0);

	/**
	 * Forgets what was before.
	 */
	void begin() {
		lastSuccess.set(System.nanoTime());
		gap.reset();
		call.reset();
	}

	void succeeded(long begun) {
		long now = System.nanoTime();
		long last = lastSuccess.getAndAccumulate(now, Math::max);
		gap.accumulate(now - last);
		call.accumulate(now - begun);
	}

	void failed(long begun) {
		long now = System.nanoTime();
		lastFailure.accumulate(now);
		call.accumulate(now - begun);
	}

	/**
	 * Whether it has been well for so long: answers come, and no failures.
	 */
	boolean isCalm(long nanos) {
		long now = System.nanoTime();
		return now - lastFailure.get() > nanos && now - lastSuccess.get() < nanos / 4;
	}

	/**
	 * Counts the time until now, if nobody has had an answer.
	 */
	void end() {
		gap.accumulate(System.nanoTime() - lastSuccess.get());
	}

	double gapMillis() {
		return gap.get() / 1e6;
	}

	double callMillis() {
		return call.get() / 1e6;
	}

}
