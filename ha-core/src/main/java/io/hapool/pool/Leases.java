package io.hapool.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.event.EventPublisher;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Grants the leases of one pool: selects among its endpoints, and books the outcomes. It
 * knows nothing of calls; {@code io.hapool.call} builds them on it. Thread-safe.
 * <p>
 * A lease by callback needs no object: {@link #choose}, {@link #begin} and
 * {@link #succeeded} take no lock, allocate nothing, and write only the stripe of the
 * endpoint that belongs to their thread. All else goes by {@link Lease}.
 *
 * @param <T> the type of the targets
 */
public final class Leases<T> implements AutoCloseable {

	private final PoolParts<T> parts;

	// what each call reads

	private final Time time;

	private final SliceClock slices;

	private final Roster<T> roster;

	private final Selector<T> selector;

	private final Admission<T> admission;

	private final Bookkeeper<T> bookkeeper;

	private final AttemptTimes times = new AttemptTimes();

	/**
	 * Creates the leases of a pool without endpoints.
	 * @param name the name of the pool, for people to read
	 * @param rules what holds for all leases
	 * @param policies what decides about a lease when the caller brings nothing else
	 * @param services the clock, whom to tell of changes, how to probe
	 */
	public Leases(String name, LeaseRules rules, LeasePolicies<T> policies, Services<T> services) {
		this.time = services.time();
		this.parts = new PoolParts<>(this, name, new CurrentRules<>(rules, policies, services.check()), services);
		this.slices = parts.slices;
		this.roster = parts.roster;
		this.selector = parts.selector;
		this.admission = parts.admission;
		this.bookkeeper = parts.bookkeeper;
	}

	/**
	 * What a pool uses and does not own.
	 *
	 * @param <T> the type of the targets
	 * @param time the clock
	 * @param events whom to tell of changes
	 * @param check how endpoints are probed
	 */
	public record Services<T>(Time time, EventPublisher events, PoolCheck<T> check) {
	}

	/**
	 * Chooses the endpoint of the first attempt of a call, the quick way.
	 * @param policies what decides about it
	 * @param now a reading of {@link Time#coarseNanos()}
	 * @return the endpoint, or {@code null}: take a {@link #lease} then
	 */
	public @Nullable PooledEndpoint<T> choose(LeasePolicies<T> policies, long now) {
		PoolSnapshot<T> current = roster.snapshot();
		CandidateGroup<T> best = current.quick;
		if (best == null || (!current.out.isEmpty() && mayConcernOthers(policies, now))) {
			return null;
		}
		return selector.quick(best, policies.selection());
	}

	/** Whether a trial may be due, or a policy wants to be asked. */
	private boolean mayConcernOthers(LeasePolicies<T> policies, long now) {
		boolean trialIsDue = policies.trial() == LeasePolicies.Trial.ALLOWED && roster.isTrialDue(now);
		return trialIsDue || policies.restore() != RestoreByTrial.INSTANCE;
	}

	/**
	 * Begins an attempt of a call.
	 * @param endpoint what was chosen
	 * @param now a reading of {@link Time#coarseNanos()}
	 * @return what {@link #succeeded} and {@link #adopt} want to see again, or
	 * {@link #REFUSED}
	 * @throws IllegalStateException if the pool is closed
	 */
	public long begin(PooledEndpoint<T> endpoint, long now) {
		return admission.begin(endpoint, now);
	}

	/** What {@link #begin} returns when the endpoint has just been isolated. */
	public static final long REFUSED = Ticket.NONE;

	/**
	 * Returns when a sampled attempt begins.
	 * @param ticket from {@link #begin}
	 * @return a reading of the clock, or 0 if the attempt is not sampled
	 */
	public long sampledAt(long ticket) {
		return Ticket.isSampled(ticket) ? time.nanos() : 0;
	}

	/**
	 * Ends an attempt that succeeded.
	 * @param endpoint its endpoint
	 * @param ticket from {@link #begin}
	 * @param sampledAt from {@link #sampledAt}
	 * @param policies what decides about it
	 */
	public void succeeded(PooledEndpoint<T> endpoint, long ticket, long sampledAt, LeasePolicies<T> policies) {
		endpoint.recordSuccess(Ticket.stripe(ticket), slices.epoch());
		int generation = Ticket.generation(ticket);
		if (!StateWord.isQuiet(endpoint.word(), generation) || !endpoint.hasFullScore()) {
			bookkeeper.learn(endpoint, generation, policies);
		}
		if (Ticket.isSampled(ticket)) {
			times.add(endpoint, ticket, time.nanos() - sampledAt);
		}
		admission.release(endpoint, ticket);
	}

	/**
	 * Makes a lease of an attempt that has begun without one.
	 * @param endpoint its endpoint
	 * @param ticket from {@link #begin}
	 * @param sampledAt from {@link #sampledAt}
	 * @param policies what decides about it
	 * @param deadline when it must have ended, as {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller
	 */
	@MustBeClosed
	public Lease<T> adopt(PooledEndpoint<T> endpoint, long ticket, long sampledAt, LeasePolicies<T> policies,
			long deadline) {
		return new PoolLease<>(endpoint, ticket, sampledAt, policies, deadline);
	}

	/**
	 * Leases an endpoint for an attempt of a call, waiting if all that it may have are at
	 * their limit.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param last how long the call would wait
	 * @param deadline when the attempt must have ended if it begins now, as
	 * {@link Deadline#nanos()}
	 * @param wait where somebody else may end the wait; it was in vain then
	 * @return the lease, to be ended by the caller, or {@code null}: there is none
	 * @throws EndpointsBusyException if it was not to wait, or waited in vain
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseOrWait(LeasePolicies<T> policies, Tried tried, Deadline last, LongSupplier deadline,
			LeaseWait wait) {
		return parts.grants.orWait(new Grants.Wish<>(policies, tried, deadline, Grants.Kind.OF_CALL, wait), last);
	}

	/**
	 * Leases an endpoint for an attempt of a call if there is one now.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended, as {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller, or {@code null}
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseIfAny(LeasePolicies<T> policies, Tried tried, long deadline) {
		return parts.grants.ifAny(new Grants.Wish<>(policies, tried, () -> deadline, Grants.Kind.OF_CALL, null));
	}

	/**
	 * Leases an endpoint if there is one, for an attempt that the caller makes and ends.
	 * @param policies what decides about it
	 * @param deadline when the attempt must have ended, as {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller, or {@code null}
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseByHand(LeasePolicies<T> policies, long deadline) {
		long now = time.coarseNanos();
		PooledEndpoint<T> endpoint = choose(policies, now);
		if (endpoint != null) {
			long ticket = admission.beginByHand(endpoint, StateWord.ANY, now);
			if (ticket != REFUSED) {
				PoolLease<T> lease = new PoolLease<>(endpoint, ticket, sampledAt(ticket), policies, deadline);
				if (Ticket.isTraced(ticket)) {
					parts.leaks.trace(lease, time.nanos());
				}
				return lease;
			}
		}
		// to refuse many calls while all are isolated must cost next to nothing
		return admission.isRefused(policies, now) ? null : parts.grants.ifAny(byHand(policies, () -> deadline));
	}

	/**
	 * As {@link #leaseByHand}, but waits if all endpoints are at their limit.
	 * @param policies what decides about it
	 * @param deadline when the attempt must have ended if it begins now, as
	 * {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller, or {@code null}: there is none
	 * @throws EndpointsBusyException if it was not to wait, or waited in vain
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseByHandOrWait(LeasePolicies<T> policies, LongSupplier deadline) {
		return parts.grants.orWait(byHand(policies, deadline), Deadline.at(time, Deadline.NONE));
	}

	private static <T> Grants.Wish<T> byHand(LeasePolicies<T> policies, LongSupplier deadline) {
		return new Grants.Wish<>(policies, new Tried(), deadline, Grants.Kind.BY_HAND, null);
	}

	/**
	 * Returns whether an endpoint may have only so many leases at once.
	 * @return whether there is a limit
	 */
	public boolean areLimited() {
		return parts.rules.limits().areSet();
	}

	/**
	 * Returns whether a lease may be waited for.
	 * @return whether there is a queue
	 */
	public boolean hasQueue() {
		return parts.rules.limits().queue() > 0;
	}

	/**
	 * Refuses who would find the queue full.
	 * @throws EndpointsBusyException if it is full at this moment
	 */
	public void refuseIfQueueIsFull() {
		parts.queue.refuseIfFull(parts.rules.limits());
	}

	/**
	 * Returns how many wait for a lease.
	 * @return the count
	 */
	public int waiting() {
		return parts.queue.size();
	}

	/**
	 * Replaces what holds for all leases. Open ones end by what they were granted by.
	 * @param rules what holds for all leases
	 * @param policies what decides about a lease when the caller brings nothing else; a
	 * selection policy of the same kind as before keeps its state
	 * @param check how endpoints are probed
	 */
	public void replace(LeaseRules rules, LeasePolicies<T> policies, PoolCheck<T> check) {
		parts.replace(rules, policies, check);
	}

	/**
	 * Returns why there is no lease.
	 * @return the exception to throw
	 */
	public NoEndpointAvailableException noneLeft() {
		return new NoEndpointAvailableException(parts.name, parts.endpoints.all());
	}

	/**
	 * Ends a lease in any way but the quick one.
	 */
	void ended(PoolLease<T> lease, Outcome outcome, @Nullable Throwable failure) {
		try {
			bookkeeper.book(lease, outcome, failure);
		}
		finally {
			admission.release(lease.pooled(), lease.ticket());
			if (Ticket.isTraced(lease.ticket())) {
				parts.leaks.ended(lease);
			}
		}
	}

	void untrace(PoolLease<T> lease) {
		parts.leaks.ended(lease);
	}

	void closedWithoutOutcome(Lease<T> lease) {
		parts.leaks.closedWithoutOutcome(lease);
	}

	PoolParts<T> parts() {
		return parts;
	}

	Time time() {
		return time;
	}

	/**
	 * Returns the endpoints, to look at and to administer.
	 * @return the endpoints of this pool
	 */
	public PoolEndpoints<T> endpoints() {
		return parts.endpoints;
	}

	/**
	 * Returns how many leases have not ended.
	 * @return the count, of removed endpoints too
	 */
	public int openLeases() {
		return parts.members.openLeases();
	}

	/**
	 * Returns how many attempts of calls have begun.
	 * @return the count, of removed endpoints too
	 */
	public long begunAttempts() {
		return parts.members.begunAttempts();
	}

	/**
	 * Returns how many attempts of calls have begun and not ended.
	 * @return the count, of removed endpoints too
	 */
	public long openAttempts() {
		return parts.members.openAttempts();
	}

	/**
	 * Returns how long the attempts of calls that succeeded have taken altogether.
	 * @return nanoseconds, estimated from a sample; of removed endpoints too
	 */
	public long timeOfSuccesses() {
		return times.nanos();
	}

	/**
	 * Returns how long half of the calls take at most.
	 * @return nanoseconds; zero if nobody knows
	 */
	public long medianLatency() {
		return roster.medianLatency();
	}

	/**
	 * Grants no more leases. Open ones stay valid.
	 */
	@Override
	public void close() {
		parts.attendance.close();
		admission.freed();
	}

	/**
	 * Grants leases again after {@link #close()}.
	 */
	public void reopen() {
		parts.attendance.reopen();
	}

	/**
	 * Grants no more leases, and probes nobody any more.
	 */
	public void terminate() {
		close();
		roster.close();
	}

	/**
	 * Waits until all leases have ended, after {@link #close()}.
	 * @param timeout how long at most
	 * @return whether none is open
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		return parts.attendance.awaitIdle(timeout);
	}

	/** As {@link Lease#onAbort}, but runs before all other actions. */
	public static void onAbortFirst(Lease<?> lease, Lease.AbortAction action) {
		((PoolLease<?>) lease).onAbortFirst(action);
	}

}
