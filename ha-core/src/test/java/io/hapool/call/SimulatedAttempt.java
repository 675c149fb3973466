package io.hapool.call;

import java.time.Duration;

import io.hapool.pool.Lease;

/**
 * One attempt of a simulated call: a request on a lease, which the engine may abort.
 */
final class SimulatedAttempt {

	/** Whoever waits for an answer notices that its connection was closed. */
	private static final Duration NOTICING = Duration.ofNanos(100_000);

	private final SimulatedCall call;

	private final Lease<SimulatedEndpoint> lease;

	private final long began;

	private boolean over;

	SimulatedAttempt(SimulatedCall call, Lease<SimulatedEndpoint> lease, long began) {
		this.call = call;
		this.lease = lease;
		this.began = began;
	}

	void start() {
		lease.onAbort(this::abort);
		lease.target().receive(this);
	}

	void executed() {
		call.executed();
	}

	void finish(SimulatedReply reply) {
		if (!over) {
			over = true;
			call.answered(this, reply);
		}
	}

	Lease<SimulatedEndpoint> lease() {
		return lease;
	}

	long began() {
		return began;
	}

	private void abort() {
		if (!over) {
			over = true;
			lease.target().forget(this);
			call.simulation().noteAbort(this);
			call.simulation().time().schedule(() -> call.aborted(this), NOTICING);
		}
	}

}
