package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;

import io.hapool.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A lease of {@link Leases}. 48 bytes, which is why the state is one field: nothing, then
 * what aborts the attempt if there is such a thing, then the outcome.
 */
final class PoolLease<T> implements Lease<T> {

	@SuppressWarnings("rawtypes") // there are no class literals of parameterized types
	private static final AtomicReferenceFieldUpdater<PoolLease, @Nullable Object> STATE = AtomicReferenceFieldUpdater
		.newUpdater(PoolLease.class, Object.class, "state");

	private final PooledEndpoint<T> endpoint;

	private final LeasePolicies<T> policies;

	private final long ticket;

	private final long sampledAt;

	private final long deadline;

	/** {@code null}, {@link Aborts}, {@link Outcome}, or {@link #UNREPORTED}. */
	private volatile @Nullable Object state;

	/** Ended by close alone. */
	private static final Object UNREPORTED = "closed without an outcome";

	PoolLease(PooledEndpoint<T> endpoint, long ticket, long sampledAt, LeasePolicies<T> policies, long deadline) {
		this.endpoint = endpoint;
		this.ticket = ticket;
		this.sampledAt = sampledAt;
		this.policies = policies;
		this.deadline = deadline;
	}

	@Override
	public Endpoint<T> endpoint() {
		return endpoint.endpoint();
	}

	@Override
	public String alias() {
		return endpoint.alias();
	}

	PooledEndpoint<T> pooled() {
		return endpoint;
	}

	LeasePolicies<T> policies() {
		return policies;
	}

	long ticket() {
		return ticket;
	}

	boolean isUnreported() {
		return state == UNREPORTED;
	}

	@Override
	public int generation() {
		return Ticket.generation(ticket);
	}

	@Override
	public Duration remaining() {
		return Deadline.at(endpoint.pool.time(), deadline).remaining();
	}

	@Override
	public boolean isEnded() {
		Object current = state;
		return current != null && !(current instanceof Aborts);
	}

	@Override
	public @Nullable Outcome outcome() {
		Object current = state;
		if (current == UNREPORTED) {
			return Outcome.CANCELLED;
		}
		return (current instanceof Outcome booked) ? booked : null;
	}

	@Override
	public Registration onAbort(AbortAction action) {
		return onAbort((own) -> own.add(action));
	}

	/** As {@link #onAbort(AbortAction)}, but before all others. */
	Registration onAbortFirst(AbortAction action) {
		return onAbort((own) -> own.addFirst(action));
	}

	private Registration onAbort(Function<Aborts, Registration> add) {
		Object current = state;
		if (current == null) {
			Aborts fresh = new Aborts(endpoint.pool.time(), Deadline.at(endpoint.pool.time(), deadline), generation());
			current = STATE.compareAndSet(this, null, fresh) ? fresh : state;
		}
		if (!(current instanceof Aborts own)) {
			return () -> {
			};
		}
		endpoint.aborts.add(own);
		Registration registration = add.apply(own);
		if (state != own) {
			// the lease ended while the action was being added
			endpoint.aborts.remove(own);
			own.end();
		}
		return registration;
	}

	@Override
	public Outcome fail(Throwable failure) {
		Outcome classified = policies.classifier().classify(failure);
		Outcome outcome = (classified != null) ? classified : Outcome.MAYBE_APPLIED;
		if (outcome == Outcome.CANCELLED && state instanceof Aborts own && own.isAborted()) {
			// we ended it, not the caller
			outcome = Outcome.MAYBE_APPLIED;
		}
		end(outcome, failure);
		return (state instanceof Outcome booked) ? booked : Outcome.CANCELLED;
	}

	@Override
	public void end(Outcome outcome, @Nullable Throwable failure) {
		if (!moveTo(outcome)) {
			return;
		}
		if (outcome == Outcome.SUCCESS) {
			endpoint.pool.succeeded(endpoint, ticket, sampledAt, policies);
			if (Ticket.isTraced(ticket)) {
				endpoint.pool.untrace(this);
			}
		}
		else {
			endpoint.pool.ended(this, outcome, failure);
		}
	}

	@Override
	public void close() {
		if (!(state instanceof Outcome) && moveTo(UNREPORTED)) {
			endpoint.pool.closedWithoutOutcome(this);
			endpoint.pool.ended(this, Outcome.CANCELLED, null);
		}
	}

	/**
	 * @return whether the lease was open before
	 */
	private boolean moveTo(Object end) {
		Object before;
		do {
			before = state;
			if (before != null && !(before instanceof Aborts)) {
				return false;
			}
		}
		while (!STATE.compareAndSet(this, before, end));
		if (before instanceof Aborts own) {
			endpoint.aborts.remove(own);
			own.end();
		}
		return true;
	}

	@Override
	public String toString() {
		return "lease on " + endpoint();
	}

}
