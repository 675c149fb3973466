package io.hapool.call;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Lease;
import io.hapool.pool.Leases;
import io.hapool.pool.Outcome;
import io.hapool.pool.PoolClosed;
import io.hapool.pool.PooledEndpoint;
import io.hapool.pool.source.PoolSources;
import io.hapool.pool.source.SourceState;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * The pool: leases from {@link Leases}, calls by {@link Call}.
 */
final class FailoverPool<T> extends AdministeredPool<T> {

	private final CallCounters counters = new CallCounters();

	private final OpenCalls openCalls = new OpenCalls();

	private final String name;

	private volatile PoolDefinition<T> definition;

	private volatile CallRules<T> rules;

	private final RetryBudget budget;

	private final PoolSources<T> sources;

	private final Time time;

	private final EventPublisher events;

	private final @Nullable AutoCloseable own;

	private final ReentrantLock updating = new ReentrantLock();

	private volatile boolean closed;

	FailoverPool(PoolDefinition<T> definition, Time time, EventPublisher events) {
		this(definition, time, events, null);
	}

	FailoverPool(PoolDefinition<T> definition, Time time, EventPublisher events, @Nullable AutoCloseable own) {
		super(new Leases<>(definition.name(), definition.leaseRules(), definition.callRules().policies(),
				new Leases.Services<>(time, events, definition.check())));
		this.name = definition.name();
		this.definition = definition;
		this.rules = definition.callRules();
		this.time = time;
		this.events = events;
		this.own = own;
		this.budget = new RetryBudget(rules.retry(), time, () -> counters.started(leases.begunAttempts()));
		this.sources = new PoolSources<>(name, time, events,
				(endpoints) -> leases.endpoints().replace(endpoints, "its list or a source of it says so"));
		PoolChange.checkIds(definition);
		sources.use(definition.endpoints(), definition.sources());
		leases.endpoints().begin();
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public PoolDefinition<T> definition() {
		return definition;
	}

	@Override
	public void update(PoolDefinition<T> definition) {
		updating.lock();
		try {
			if (closed) {
				throw new IllegalStateException("Pool \"" + name + "\" is closed (expected: open)");
			}
			PoolDefinition<T> next = PoolChange.next(this.definition, definition);
			PoolChange.checkIds(next);
			CallRules<T> nextRules = next.callRules();
			// first, for it refuses a source that cannot be; new ones may take their
			// time, and
			// only another update waits for it
			sources.use(next.endpoints(), next.sources());
			leases.replace(next.leaseRules(), nextRules.policies(), next.check());
			budget.use(nextRules.retry());
			this.rules = nextRules;
			this.definition = next;
		}
		finally {
			updating.unlock();
		}
	}

	@Override
	public boolean isIdempotent() {
		return rules.idempotent();
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R call(
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		return this.<R, X>callTarget(rules, attempt);
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R call(CallOptions<T> options,
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		return this.<R, X>callTarget(options.applyTo(rules), attempt);
	}

	/** Allocates nothing while all goes well. */
	private <R extends @Nullable Object, X extends Exception> R callTarget(CallRules<T> rules,
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		long begun = now(rules);
		PooledEndpoint<T> endpoint = choose(rules, begun);
		long ticket = (endpoint != null) ? leases.begin(endpoint, begun) : Leases.REFUSED;
		if (endpoint == null || ticket == Leases.REFUSED) {
			return this.<R>blocking(rules, begun).run(this.<R, X>abortable(rules, onTarget(attempt)));
		}
		long sampledAt = leases.sampledAt(ticket);
		R result;
		try {
			result = attempt.run(endpoint.target());
		}
		catch (Throwable ex) {
			Lease<T> lease = adopt(rules, begun, endpoint, ticket, sampledAt);
			return this.<R>blocking(rules, begun).threw(this.<R, X>onTarget(attempt), lease, ex);
		}
		if (isSuccess(rules, result)) {
			leases.succeeded(endpoint, ticket, sampledAt, rules.policies());
			return result;
		}
		Lease<T> lease = adopt(rules, begun, endpoint, ticket, sampledAt);
		return this.<R>blocking(rules, begun).returned(this.<R, X>onTarget(attempt), lease, result);
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(Attempt<Lease<T>, R, X> attempt) throws X {
		return this.<R, X>callLease(rules, attempt);
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(CallOptions<T> options,
			Attempt<Lease<T>, R, X> attempt) throws X {
		return this.<R, X>callLease(options.applyTo(rules), attempt);
	}

	/** Allocates the lease alone while all goes well. */
	private <R extends @Nullable Object, X extends Exception> R callLease(CallRules<T> rules,
			Attempt<Lease<T>, R, X> attempt) throws X {
		long begun = now(rules);
		Lease<T> lease = rules.interrupts() ? null : leaseAtOnce(rules, begun);
		if (lease == null) {
			return this.<R>blocking(rules, begun).run(this.<R, X>abortable(rules, attempt));
		}
		R result;
		try {
			result = attempt.run(lease);
		}
		catch (Throwable ex) {
			return this.<R>blocking(rules, begun).threw(attempt, lease, ex);
		}
		if (isSuccess(rules, result)) {
			lease.succeed();
			return result;
		}
		return this.<R>blocking(rules, begun).returned(attempt, lease, result);
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callAsync(
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt) {
		return callLeaseAsync(rules, (lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callAsync(CallOptions<T> options,
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt) {
		return callLeaseAsync(options.applyTo(rules), (lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		return callLeaseAsync(rules, attempt);
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(CallOptions<T> options,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		return callLeaseAsync(options.applyTo(rules), attempt);
	}

	private <R extends @Nullable Object> CompletableFuture<R> callLeaseAsync(CallRules<T> rules,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		long begun = now(rules);
		Lease<T> lease;
		try {
			lease = leaseAtOnce(rules, begun);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return (lease != null) ? begin(rules, begun, lease, attempt) : this.<R>async(rules, begun, attempt).start();
	}

	/** Allocates nothing while attempts are done when they return. */
	private <R extends @Nullable Object> CompletableFuture<R> begin(CallRules<T> rules, long begun, Lease<T> lease,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		CompletionStage<R> stage;
		try {
			stage = attempt.run(lease);
		}
		catch (Throwable ex) {
			return this.<R>async(rules, begun, attempt).failed(lease, ex);
		}
		CompletableFuture<R> done = AsyncCall.ifDone(stage);
		if (done != null && isSuccess(rules, done.getNow(null))) {
			lease.succeed();
			return done;
		}
		return this.<R>async(rules, begun, attempt).started(lease, stage);
	}

	private <R extends @Nullable Object> AsyncCall<T, R> async(CallRules<T> rules, long begun,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		return new AsyncCall<>(newCall(rules, begun), attempt, time, openCalls);
	}

	private @Nullable Lease<T> leaseAtOnce(CallRules<T> rules, long begun) {
		PooledEndpoint<T> endpoint = leases.choose(rules.policies(), begun);
		long ticket = (endpoint != null) ? leases.begin(endpoint, begun) : Leases.REFUSED;
		return (endpoint == null || ticket == Leases.REFUSED) ? null
				: adopt(rules, begun, endpoint, ticket, leases.sampledAt(ticket));
	}

	/** The quick way is not for attempts that are to be interrupted. */
	private @Nullable PooledEndpoint<T> choose(CallRules<T> rules, long begun) {
		return rules.interrupts() ? null : leases.choose(rules.policies(), begun);
	}

	private <R extends @Nullable Object, X extends Exception> Attempt<Lease<T>, R, X> abortable(CallRules<T> rules,
			Attempt<Lease<T>, R, X> attempt) {
		return rules.interrupts() ? new InterruptibleAttempt<>(attempt, time) : attempt;
	}

	private static boolean isSuccess(CallRules<?> rules, @Nullable Object result) {
		Outcome outcome = rules.policies().classifier().classifyResult(result);
		return outcome == null || outcome == Outcome.SUCCESS;
	}

	private <R extends @Nullable Object, X extends Exception> Attempt<Lease<T>, R, X> onTarget(
			Attempt<? super T, ? extends R, ? extends X> attempt) {
		return (lease) -> attempt.run(lease.target());
	}

	/** The call ends it, however it goes on. */
	@SuppressWarnings("MustBeClosedChecker")
	private Lease<T> adopt(CallRules<T> rules, long begun, PooledEndpoint<T> endpoint, long ticket, long sampledAt) {
		return leases.adopt(endpoint, ticket, sampledAt, rules.policies(), attemptDeadline(rules, begun));
	}

	private <R extends @Nullable Object> BlockingCall<T, R> blocking(CallRules<T> rules, long begun) {
		return new BlockingCall<>(newCall(rules, begun), time);
	}

	private long now(CallRules<T> rules) {
		return rules.isExact() ? time.nanos() : time.coarseNanos();
	}

	/** Of an attempt that begins with its call. */
	private static long attemptDeadline(CallRules<?> rules, long begun) {
		return (rules.firstLimit() != CallRules.NO_LIMIT) ? begun + rules.firstLimit() : Deadline.NONE;
	}

	/** Starts a call that is driven step by step. */
	Call<T> newCall() {
		return newCall(rules, time.nanos());
	}

	private Call<T> newCall(CallRules<T> rules, long begun) {
		return new Call<>(leases, rules, budget, counters, CallTime.of(rules, time, begun));
	}

	@Override
	@MustBeClosed
	public Lease<T> lease() {
		return lease(rules);
	}

	@Override
	@MustBeClosed
	public Lease<T> lease(CallOptions<T> options) {
		return lease(options.applyTo(rules));
	}

	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private Lease<T> lease(CallRules<T> rules) {
		Lease<T> lease = leases.areLimited() ? null : leaseIfAny(rules);
		if (lease == null && leases.areLimited()) {
			lease = leases.leaseByHandOrWait(rules.policies(), () -> attemptDeadline(rules, now(rules)));
		}
		if (lease == null) {
			throw leases.noneLeft();
		}
		return lease;
	}

	@Override
	@MustBeClosed
	public @Nullable Lease<T> leaseIfAny() {
		return leaseIfAny(rules);
	}

	@MustBeClosed
	private @Nullable Lease<T> leaseIfAny(CallRules<T> rules) {
		return leases.leaseByHand(rules.policies(), attemptDeadline(rules, now(rules)));
	}

	@Override
	@MustBeClosed
	public @Nullable Lease<T> leaseOn(String idOrAlias) {
		return leases.endpoints().leaseOn(idOrAlias, rules.policies());
	}

	@Override
	public CallCounts calls() {
		return counters.counts(leases);
	}

	@Override
	public CallTimes callTimes() {
		return counters.times(leases);
	}

	@Override
	public boolean drain(Duration timeout) throws InterruptedException {
		leases.close();
		return leases.awaitIdle(timeout);
	}

	@Override
	public void resume() {
		if (closed) {
			throw new IllegalStateException("Pool \"" + name + "\" is closed (expected: drained at most)");
		}
		leases.reopen();
	}

	@Override
	public List<SourceState> sources() {
		return sources.states();
	}

	@Override
	public void close() {
		boolean first = !closed;
		closed = true;
		sources.close();
		leases.terminate();
		openCalls.close();
		if (first) {
			events.publish(new PoolClosed(time.wallClock(), name));
		}
		if (own != null) {
			try {
				own.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException("Pool \"" + name + "\" cannot stop its background work", ex);
			}
		}
	}

	@Override
	public String toString() {
		return "pool " + name;
	}

}
