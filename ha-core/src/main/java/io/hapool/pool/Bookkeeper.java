package io.hapool.pool;

import java.time.Duration;

import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Books the outcomes of leases on their endpoints.
 */
final class Bookkeeper<T> {

	private static final Duration OVERLOADED_FOR = Duration.ofSeconds(1);

	private static final long OLD = Duration.ofSeconds(1).toNanos();

	private final Time time;

	private final SliceClock slices;

	private final StateWriter<T> writer;

	private final Triggers<T> triggers;

	private final Guards<T> guards;

	Bookkeeper(Time time, SliceClock slices, StateWriter<T> writer, Triggers<T> triggers, Guards<T> guards) {
		this.time = time;
		this.slices = slices;
		this.writer = writer;
		this.triggers = triggers;
		this.guards = guards;
	}

	void book(PoolLease<T> lease, Outcome outcome, @Nullable Throwable failure) {
		switch (booking(lease, outcome)) {
			case SUCCESS -> succeeded(lease);
			case FAILURE -> failed(lease, outcome, failure);
			case NOTHING -> endedWithoutWord(lease, outcome, failure);
		}
	}

	/** What was cancelled when it was far older than usual has hung. */
	private Outcome.Booking booking(PoolLease<T> lease, Outcome outcome) {
		if (outcome != Outcome.CANCELLED || lease.isUnreported()) {
			return outcome.booking();
		}
		long usual = Math.max(3 * lease.pooled().latency.mean(), OLD);
		return (Ticket.age(lease.ticket(), time.nanos()) > usual) ? Outcome.Booking.FAILURE : Outcome.Booking.NOTHING;
	}

	private void succeeded(PoolLease<T> lease) {
		lease.pooled().recordSuccess(Ticket.stripe(lease.ticket()), slices.epoch());
		learn(lease.pooled(), Ticket.generation(lease.ticket()), lease.policies());
	}

	/** What a success changes, beyond the count. */
	void learn(PooledEndpoint<T> endpoint, int generation, LeasePolicies<T> policies) {
		if (endpoint.generation() == generation) {
			endpoint.moveScore(policies.score().success());
		}
		writer.succeeded(endpoint, generation);
	}

	private void failed(PoolLease<T> lease, Outcome outcome, @Nullable Throwable failure) {
		PooledEndpoint<T> endpoint = lease.pooled();
		int generation = Ticket.generation(lease.ticket());
		long now = time.nanos();
		endpoint.failed.increment();
		EndpointSnapshot.Failure last = new EndpointSnapshot.Failure(time.wallClock(), outcome, failure);
		endpoint.lastFailure = last;
		if (failure != null && LocalFailures.isOne(failure)) {
			// counted and shown, but no fault of the endpoint: a trial is free again
			writer.endedWithoutWord(endpoint, generation);
			return;
		}
		if (endpoint.generation() == generation) {
			endpoint.moveScore(-lease.policies().score().failure());
		}
		boolean connects = outcome == Outcome.NOT_SENT && failure != null && ConnectFailures.isOne(failure);
		if (connects) {
			guards.connectFailed(endpoint, now);
		}
		if (!guards.isStalled(now) && !(connects && guards.isLocalFault(now))) {
			// what is no fault of the endpoint does not weigh on its window
			endpoint.recordFailure(Ticket.stripe(lease.ticket()), slices.epoch());
		}
		writer.failed(endpoint, generation, last,
				(counted) -> triggers.judge(endpoint, counted, connects, lease.policies().isolation(), now));
	}

	private void endedWithoutWord(PoolLease<T> lease, Outcome outcome, @Nullable Throwable failure) {
		PooledEndpoint<T> endpoint = lease.pooled();
		endpoint.neutral.increment();
		if (outcome == Outcome.OVERLOADED) {
			ease(endpoint, (failure != null) ? lease.policies().classifier().retryAfter(failure) : null);
		}
		writer.endedWithoutWord(endpoint, Ticket.generation(lease.ticket()));
	}

	/** The endpoint asks for less load: it gets a part of its share for a while. */
	private void ease(PooledEndpoint<T> endpoint, @Nullable Duration retryAfter) {
		endpoint.vitals.overloadedUntil = time.nanos() + ((retryAfter != null) ? retryAfter : OVERLOADED_FOR).toNanos();
		endpoint.vitals.overloaded = true;
		endpoint.pool.parts().shareChanged(endpoint);
	}

}
