package io.hapool.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.event.EventPublisher;
import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.Lease;
import io.hapool.pool.Leases;
import io.hapool.pool.RestorePolicy;
import io.hapool.time.Deadline;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * The pool: leases from {@link Leases}, calls by {@link Call}.
 */
final class FailoverPool<T> implements EndpointPool<T> {

	private final CallCounters counters = new CallCounters();

	private final String name;

	private final CallRules<T> rules;

	private final Leases<T> leases;

	private final RetryBudget budget;

	private final Time time;

	private final @Nullable AutoCloseable own;

	private volatile boolean closed;

	FailoverPool(PoolDefinition<T> definition, Time time, EventPublisher events) {
		this(definition, time, events, null);
	}

	private FailoverPool(PoolDefinition<T> definition, Time time, EventPublisher events, @Nullable AutoCloseable own) {
		this.name = definition.name();
		this.rules = definition.callRules();
		this.time = time;
		this.own = own;
		this.budget = new RetryBudget(rules.retry(), time);
		this.leases = new Leases<>(name, definition.leaseRules(), rules.policies(), time, events);
		definition.endpoints().forEach((endpoint) -> leases.add(endpoint, AdminState.READY));
	}

	static <T> FailoverPool<T> withOwnTime(PoolDefinition<T> definition) {
		SystemTime time = new SystemTime();
		EventPublisher events = new EventPublisher(time);
		return new FailoverPool<>(definition, time, events, () -> {
			events.close();
			time.close();
		});
	}

	@Override
	public String name() {
		return name;
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(Attempt<Lease<T>, R, X> attempt) throws X {
		return new BlockingCall<T, R>(newCall(rules), time).run(attempt);
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(CallOptions<T> options,
			Attempt<Lease<T>, R, X> attempt) throws X {
		return new BlockingCall<T, R>(newCall(rules.with(options)), time).run(attempt);
	}

	/** Starts a call that is driven step by step. */
	Call<T> newCall() {
		return newCall(rules);
	}

	private Call<T> newCall(CallRules<T> rules) {
		return new Call<>(leases, rules, budget, counters, time);
	}

	@Override
	@MustBeClosed
	public Lease<T> lease() {
		return lease(rules);
	}

	@Override
	@MustBeClosed
	public Lease<T> lease(CallOptions<T> options) {
		return lease(rules.with(options));
	}

	@MustBeClosed
	private Lease<T> lease(CallRules<T> rules) {
		Deadline deadline = Deadline.after(time, rules.timeout()).orAfter(rules.attemptTimeout());
		return leases.lease(rules.policies(), List.of(), deadline);
	}

	@Override
	public Optional<Endpoint<T>> select() {
		return leases.preview();
	}

	@Override
	public List<EndpointSnapshot<T>> endpoints() {
		return leases.endpoints();
	}

	@Override
	public void add(Endpoint<T> endpoint, AdminState admin) {
		leases.add(endpoint, admin);
	}

	@Override
	public void remove(String idOrAlias) {
		leases.remove(idOrAlias);
	}

	@Override
	public void isolate(String idOrAlias, String reason) {
		leases.isolate(idOrAlias, reason);
	}

	@Override
	public void restore(String idOrAlias, String reason) {
		leases.restore(idOrAlias, reason);
	}

	@Override
	public void isolateWhere(IsolationPolicy<T> policy) {
		leases.isolateWhere(policy);
	}

	@Override
	public void restoreWhere(RestorePolicy<T> policy) {
		leases.restoreWhere(policy);
	}

	@Override
	public CallCounts calls() {
		return counters.counts();
	}

	@Override
	public int openLeases() {
		return leases.openLeases();
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
	public void close() {
		closed = true;
		leases.close();
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
