package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A lease of {@link Leases}.
 */
final class PoolLease<T> implements Lease<T> {

	private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

	private final AtomicReference<@Nullable Aborts> aborts = new AtomicReference<>();

	private final Leases<T> pool;

	private final Selector.Grant<T> grant;

	private final LeasePolicies<T> policies;

	private final Deadline deadline;

	PoolLease(Leases<T> pool, Selector.Grant<T> grant, LeasePolicies<T> policies, Deadline deadline) {
		this.pool = pool;
		this.grant = grant;
		this.policies = policies;
		this.deadline = deadline;
	}

	@Override
	public Endpoint<T> endpoint() {
		return grant.endpoint().endpoint();
	}

	@Override
	public int generation() {
		return grant.generation();
	}

	@Override
	public Duration remaining() {
		return deadline.remaining();
	}

	@Override
	public Registration onAbort(Runnable action) {
		Aborts own = aborts.get();
		if (own == null) {
			Aborts fresh = new Aborts(pool.time(), deadline);
			own = aborts.compareAndSet(null, fresh) ? fresh : aborts.get();
		}
		if (own == null || outcome.get() != null) {
			return () -> {
			};
		}
		Registration registration = own.add(action);
		if (outcome.get() != null) {
			own.end(); // the lease ended while the action was being added
		}
		return registration;
	}

	@Override
	public Outcome fail(Throwable failure) {
		Outcome classified = policies.classifier().classify(failure);
		end((classified != null) ? classified : Outcome.MAYBE_APPLIED, failure);
		Outcome booked = outcome.get();
		return (booked != null) ? booked : Outcome.MAYBE_APPLIED;
	}

	@Override
	public void end(Outcome outcome, @Nullable Throwable failure) {
		if (!this.outcome.compareAndSet(null, outcome)) {
			return;
		}
		Aborts own = aborts.get();
		if (own != null) {
			own.end();
		}
		pool.ended(grant, outcome, failure, policies);
	}

	@Override
	public void close() {
		if (outcome.get() == null) {
			pool.closedWithoutOutcome(this);
			end(Outcome.CANCELLED, null);
		}
	}

	@Override
	public String toString() {
		return "lease on " + endpoint();
	}

}
