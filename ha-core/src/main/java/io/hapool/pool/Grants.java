package io.hapool.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Grants leases the thorough way: trials, endpoints that a call has not tried, limits,
 * and waiting where leases are limited.
 */
final class Grants<T> {

	private final Leases<T> door;

	private final PoolParts<T> pool;

	private final CurrentRules<T> rules;

	Grants(Leases<T> door, PoolParts<T> pool) {
		this.door = door;
		this.pool = pool;
		this.rules = pool.rules;
	}

	/**
	 * A lease that is wanted.
	 *
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended, should it begin now
	 * @param kind who ends it
	 * @param waiting where somebody else may end the wait for it
	 */
	record Wish<T>(LeasePolicies<T> policies, Tried tried, LongSupplier deadline, Kind kind,
			@Nullable LeaseWait waiting) {
	}

	/** Who ends a lease. */
	enum Kind {

		/** The call that it was granted to. */
		OF_CALL,

		/** Its caller. */
		BY_HAND

	}

	/** Never waits, and never comes before those who wait. */
	@MustBeClosed
	@Nullable Lease<T> ifAny(Wish<T> wish) {
		return (pool.queue.isEmpty() || !pool.selector.anySelectable(wish.tried())) ? grant(wish) : null;
	}

	/**
	 * Waits if that is what it takes.
	 * @param last how long the caller would wait
	 * @return the lease; {@code null}: there is no endpoint that it may have
	 * @throws EndpointsBusyException if none came back in time
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	@Nullable Lease<T> orWait(Wish<T> wish, Deadline last) {
		LeaseLimits limits;
		do {
			Lease<T> lease = ifAny(wish);
			if (lease != null || !pool.selector.anySelectable(wish.tried())) {
				return lease;
			}
			limits = rules.limits();
		}
		while (!limits.areSet()); // they have just been lifted
		Duration left = last.remaining();
		return pool.queue.await(new Waiting(wish), limits,
				(left.compareTo(limits.queueTimeout()) < 0) ? left : limits.queueTimeout());
	}

	private final class Waiting implements LeaseQueue.Request<T> {

		private final Wish<T> wish;

		Waiting(Wish<T> wish) {
			this.wish = wish;
		}

		@Override
		public @Nullable Lease<T> grant() {
			return Grants.this.grant(wish);
		}

		@Override
		public boolean mayWait() {
			return pool.selector.anySelectable(wish.tried());
		}

		@Override
		public boolean takesAny() {
			return wish.tried().isEmpty();
		}

		@Override
		public @Nullable LeaseWait waiting() {
			return wish.waiting();
		}

	}

	private @Nullable Lease<T> grant(Wish<T> wish) {
		int limit = rules.limits().leasesPerEndpoint();
		long now = pool.time.nanos();
		Selector.Choice<T> choice = first(wish, now);
		while (choice != null) {
			if (isFull(choice, limit)) {
				choice = free(wish, limit, now);
				continue;
			}
			long ticket = begin(wish.kind(), choice, limit, now);
			if (ticket != Ticket.NONE) {
				return lease(wish, choice.endpoint(), ticket);
			}
			pool.rebuild();
			choice = first(wish, now);
		}
		return null;
	}

	/** The snapshot may not know yet who has joined. */
	private Selector.@Nullable Choice<T> free(Wish<T> wish, int limit, long now) {
		Selector.Choice<T> choice = pool.selector.free(wish.tried(), wish.policies().selection(), limit);
		if (choice == null && pool.selector.anyFree(wish.tried(), limit)) {
			pool.rebuild();
			return first(wish, now);
		}
		return choice;
	}

	/**
	 * Looked at before anything is counted: a count that is taken back would serve the
	 * queue.
	 */
	private boolean isFull(Selector.Choice<T> choice, int limit) {
		boolean full = limit > 0 && choice.endpoint().open() >= limit;
		if (full && choice.trial()) {
			pool.selector.giveBack(choice.endpoint(), choice.generation());
		}
		return full;
	}

	private Selector.@Nullable Choice<T> first(Wish<T> wish, long now) {
		return (wish.kind() == Kind.BY_HAND) ? pool.admission.selectFirst(wish.policies(), now)
				: pool.admission.select(wish.tried(), wish.policies(), now);
	}

	private long begin(Kind kind, Selector.Choice<T> choice, int limit, long now) {
		if (limit > 0) {
			return (kind == Kind.BY_HAND) ? pool.admission.beginByHandWithin(limit, choice, now)
					: pool.admission.beginWithin(limit, choice, now);
		}
		if (kind == Kind.BY_HAND) {
			return pool.admission.beginByHand(choice.endpoint(), choice.trial() ? choice.generation() : StateWord.ANY,
					now);
		}
		return choice.trial() ? pool.admission.beginOnTrial(choice, now) : pool.admission.begin(choice.endpoint(), now);
	}

	private Lease<T> lease(Wish<T> wish, PooledEndpoint<T> endpoint, long ticket) {
		PoolLease<T> lease = new PoolLease<>(endpoint, ticket, door.sampledAt(ticket), wish.policies(),
				wish.deadline().getAsLong());
		if (Ticket.isTraced(ticket)) {
			pool.leaks.trace(lease, pool.time.nanos());
		}
		return lease;
	}

}
