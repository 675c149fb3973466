package io.hapool.pool;

import java.time.Duration;

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

	private final String name;

	private final LeasePolicies<T> policies;

	private final Time time;

	private final SliceClock slices;

	private final Bookkeeper<T> bookkeeper;

	private final PoolEndpoints<T> endpoints;

	private final StateWriter<T> writer;

	private final Selector<T> selector;

	private final Roster<T> roster;

	private final Attendance attendance;

	private final Admission<T> admission;

	private final Upkeep<T> upkeep;

	private final Leaks leaks;

	private final AttemptTimes times = new AttemptTimes();

	/**
	 * Creates the leases of a pool without endpoints.
	 * @param name the name of the pool, for people to read
	 * @param rules what holds for all leases
	 * @param policies what decides about a lease when the caller brings nothing else
	 * @param services the clock, whom to tell of changes, how to probe
	 */
	public Leases(String name, LeaseRules rules, LeasePolicies<T> policies, Services<T> services) {
		this.name = name;
		this.policies = policies;
		this.time = services.time();
		this.slices = new SliceClock(time, rules.isolation().window());
		this.leaks = new Leaks(name, rules.maxLeaseAge(), time.nanos());
		this.roster = new Roster<>(this, rules.preferredZone(), time);
		Guards<T> guards = new Guards<>(rules.isolation(), slices, () -> roster.snapshot().all);
		Triggers<T> triggers = new Triggers<>(rules.isolation(), policies.isolation(), slices, guards);
		this.writer = new StateWriter<>(name, rules.isolation(), time, services.events(), this::statusChanged);
		this.selector = new Selector<>(rules, writer, this);
		this.roster.probing(new Prober<>(time, services.check(), writer, guards));
		this.upkeep = new Upkeep<>(rules.isolation(), slices, writer, triggers, guards);
		this.bookkeeper = new Bookkeeper<>(time, slices, writer, triggers, guards);
		this.endpoints = new PoolEndpoints<>(name, roster, writer, time, () -> selector.preview(policies.selection()));
		this.attendance = new Attendance(time, roster::openLeases, new PoolWork<>(upkeep, guards, roster, leaks));
		this.admission = new Admission<>(roster, selector, attendance, leaks);
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
		CandidateGroup<T> best = current.best;
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
	 * Leases an endpoint for an attempt of a call, or says why not.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended, as {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller
	 * @throws NoEndpointAvailableException if there is none
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	public Lease<T> lease(LeasePolicies<T> policies, Tried tried, long deadline) {
		Lease<T> lease = leaseIfAny(policies, tried, deadline);
		if (lease == null) {
			throw noneLeft();
		}
		return lease;
	}

	/**
	 * Leases an endpoint for an attempt of a call if there is one.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended, as {@link Deadline#nanos()}
	 * @return the lease, to be ended by the caller, or {@code null}
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseIfAny(LeasePolicies<T> policies, Tried tried, long deadline) {
		long now = time.nanos();
		while (true) {
			Selector.Choice<T> choice = admission.select(tried, policies, now);
			if (choice == null) {
				return null;
			}
			PooledEndpoint<T> endpoint = choice.endpoint();
			long ticket = choice.trial() ? admission.beginOnTrial(choice, now) : begin(endpoint, now);
			if (ticket != REFUSED) {
				return new PoolLease<>(endpoint, ticket, sampledAt(ticket), policies, deadline);
			}
			rebuild();
		}
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
				return byHand(endpoint, ticket, policies, deadline);
			}
		}
		while (true) {
			Selector.Choice<T> choice = admission.selectFirst(policies, now);
			if (choice == null) {
				return null;
			}
			int generation = choice.trial() ? choice.generation() : StateWord.ANY;
			long ticket = admission.beginByHand(choice.endpoint(), generation, now);
			if (ticket != REFUSED) {
				return byHand(choice.endpoint(), ticket, policies, deadline);
			}
			rebuild();
		}
	}

	private Lease<T> byHand(PooledEndpoint<T> endpoint, long ticket, LeasePolicies<T> policies, long deadline) {
		PoolLease<T> lease = new PoolLease<>(endpoint, ticket, sampledAt(ticket), policies, deadline);
		if (Ticket.isTraced(ticket)) {
			leaks.trace(lease, time.nanos());
		}
		return lease;
	}

	/**
	 * Returns why there is no lease.
	 * @return the exception to throw
	 */
	public NoEndpointAvailableException noneLeft() {
		return new NoEndpointAvailableException(name, endpoints.all());
	}

	void tokensMoved() {
		roster.tokensMoved();
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
				leaks.ended(lease);
			}
		}
	}

	void untrace(PoolLease<T> lease) {
		leaks.ended(lease);
	}

	void closedWithoutOutcome(Lease<T> lease) {
		leaks.closedWithoutOutcome(lease);
	}

	/** It takes another share of its leases from now on. */
	void shareChanged(PooledEndpoint<T> endpoint) {
		upkeep.updateShare(endpoint, time.nanos());
	}

	private void statusChanged(PooledEndpoint<T> endpoint) {
		upkeep.updateShare(endpoint, time.nanos());
		roster.statusChanged(endpoint);
		if (endpoint.health() == HealthState.SUSPECT) {
			Upkeep.probe(endpoint);
		}
	}

	PoolSnapshot<T> snapshot() {
		return roster.snapshot();
	}

	/** What nearly all leases of an endpoint take at most; zero if nobody knows. */
	long usualLatency(PooledEndpoint<?> endpoint) {
		long own = endpoint.latency.quantile(0.99);
		return (own != 0) ? own : roster.usualLatency();
	}

	void freshen() {
		roster.freshen();
	}

	void rebuild() {
		roster.rebuild();
	}

	int initialScore() {
		return policies.score().initial();
	}

	Time time() {
		return time;
	}

	/**
	 * Returns the endpoints, to look at and to administer.
	 * @return the endpoints of this pool
	 */
	public PoolEndpoints<T> endpoints() {
		return endpoints;
	}

	/**
	 * Returns how many leases have not ended.
	 * @return the count, of removed endpoints too
	 */
	public int openLeases() {
		return roster.openLeases();
	}

	/**
	 * Returns how many attempts of calls have begun.
	 * @return the count, of removed endpoints too
	 */
	public long begunAttempts() {
		return roster.begunAttempts();
	}

	/**
	 * Returns how many attempts of calls have begun and not ended.
	 * @return the count, of removed endpoints too
	 */
	public long openAttempts() {
		return roster.openAttempts();
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
		attendance.close();
	}

	/**
	 * Grants leases again after {@link #close()}.
	 */
	public void reopen() {
		attendance.reopen();
	}

	/**
	 * Grants no more leases, and probes nobody any more.
	 */
	public void terminate() {
		attendance.close();
		roster.close();
	}

	/**
	 * Waits until all leases have ended, after {@link #close()}.
	 * @param timeout how long at most
	 * @return whether none is open
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		return attendance.awaitIdle(timeout);
	}

	/** As {@link Lease#onAbort}, but runs before all other actions. */
	public static void onAbortFirst(Lease<?> lease, Lease.AbortAction action) {
		((PoolLease<?>) lease).onAbortFirst(action);
	}

}
