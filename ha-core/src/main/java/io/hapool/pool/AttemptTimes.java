package io.hapool.pool;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long the successful attempts of calls have taken altogether, estimated from those
 * that are sampled anyway: each stands for those that were not since the sample before.
 * What is expected of the estimate is the true sum, whatever the share of samples.
 */
final class AttemptTimes {

	private final LongAdder nanos = new LongAdder();

	/**
	 * Counts a sampled lease that has succeeded.
	 * @param endpoint the endpoint
	 * @param ticket of the lease
	 * @param taken nanoseconds
	 */
	void add(PooledEndpoint<?> endpoint, long ticket, long taken) {
		endpoint.latency.add(taken);
		if (!Ticket.isByHand(ticket)) {
			nanos.add(Ticket.isAlone(ticket) ? taken : taken * (endpoint.sampleMask + 1L));
		}
	}

	long nanos() {
		return nanos.sum();
	}

}
