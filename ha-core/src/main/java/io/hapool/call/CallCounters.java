package io.hapool.call;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of one pool.
 */
final class CallCounters {

	final LongAdder succeeded = new LongAdder();

	final LongAdder failed = new LongAdder();

	final LongAdder started = new LongAdder();

	final LongAdder attempts = new LongAdder();

	final LongAdder failovers = new LongAdder();

	CallCounts counts() {
		return new CallCounts(started.sum(), succeeded.sum(), failed.sum(), attempts.sum(), failovers.sum());
	}

}
