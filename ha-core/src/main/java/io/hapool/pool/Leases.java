package io.hapool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.google.errorprone.annotations.MustBeClosed;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.event.EventPublisher;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants the leases of one pool: holds its endpoints, selects among them, and books the
 * outcomes. It knows nothing of calls; {@code io.hapool.call} builds them on it.
 * <p>
 * Thread-safe. Granting and ending a lease take no lock.
 *
 * @param <T> the type of the targets
 */
public final class Leases<T> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Leases.class);

	private final ReentrantLock changing = new ReentrantLock();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicBoolean complained = new AtomicBoolean();

	private final String name;

	private final LeasePolicies<T> policies;

	private final Time time;

	private final StateWriter<T> writer;

	private final Selector<T> selector;

	/** Written under the lock, as a whole; read without it. */
	@GuardedBy("changing")
	private volatile List<PooledEndpoint<T>> endpoints = List.of();

	/** Of the latest close; down when no lease is open. */
	private volatile CountDownLatch idle = new CountDownLatch(1);

	private volatile boolean closed;

	/**
	 * Creates the leases of a pool without endpoints.
	 * @param name the name of the pool, for people to read
	 * @param rules what holds for all leases
	 * @param policies what decides about a lease when the caller brings nothing else
	 * @param time the clock; stays its owner's to close
	 * @param events whom to tell of changes; stays its owner's to close
	 */
	public Leases(String name, LeaseRules rules, LeasePolicies<T> policies, Time time, EventPublisher events) {
		this.name = name;
		this.policies = policies;
		this.time = time;
		this.writer = new StateWriter<>(name, rules.isolation(), time, events);
		this.selector = new Selector<>(rules, writer);
	}

	/**
	 * Leases an endpoint, or says why not.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended
	 * @return the lease, to be ended by the caller
	 * @throws NoEndpointAvailableException if there is none
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public Lease<T> lease(LeasePolicies<T> policies, Collection<Endpoint<T>> tried, Deadline deadline) {
		Selector.Grant<T> grant = grant(policies, tried);
		if (grant == null) {
			throw new NoEndpointAvailableException(name, endpoints());
		}
		return new PoolLease<>(this, grant, policies, deadline);
	}

	/**
	 * Leases an endpoint if there is one.
	 * @param policies what decides about it
	 * @param tried endpoints that are not to be leased
	 * @param deadline when the attempt must have ended
	 * @return the lease, to be ended by the caller, or {@code null}
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseIfAny(LeasePolicies<T> policies, Collection<Endpoint<T>> tried, Deadline deadline) {
		Selector.Grant<T> grant = grant(policies, tried);
		return (grant != null) ? new PoolLease<>(this, grant, policies, deadline) : null;
	}

	/**
	 * Returns what would be leased now, without leasing it.
	 * @return the endpoint, if one is selectable
	 */
	public Optional<Endpoint<T>> preview() {
		PooledEndpoint<T> endpoint = selector.preview(current(), policies.selection());
		return Optional.ofNullable(endpoint).map(PooledEndpoint::endpoint);
	}

	/**
	 * Returns all endpoints as they are now.
	 * @return in the order of the pool
	 */
	public List<EndpointSnapshot<T>> endpoints() {
		long now = time.nanos();
		return current().stream().map((endpoint) -> endpoint.snapshot(now)).toList();
	}

	/**
	 * Returns how many leases have not ended.
	 * @return the count
	 */
	public int openLeases() {
		return open.get();
	}

	/**
	 * Adds an endpoint at the end.
	 * @param endpoint the endpoint
	 * @param admin the state in which it starts
	 * @throws IllegalArgumentException if one with its id is there
	 */
	public void add(Endpoint<T> endpoint, AdminState admin) {
		PooledEndpoint<T> added;
		changing.lock();
		try {
			Set<String> aliases = new HashSet<>();
			for (PooledEndpoint<T> other : endpoints) {
				if (other.endpoint().equals(endpoint)) {
					throw new IllegalArgumentException("Pool \"" + name + "\" has two endpoints with the id \""
							+ endpoint.id() + "\" (expected: each id once)");
				}
				aliases.add(other.alias());
			}
			added = new PooledEndpoint<>(endpoint, uniqueAlias(endpoint.id(), aliases), policies.score().initial(),
					new EndpointSnapshot.Change(time.wallClock(), "added"));
			List<PooledEndpoint<T>> next = new ArrayList<>(endpoints);
			next.add(added);
			if (admin == AdminState.MAINTENANCE) {
				added.state.set(EndpointState.INITIAL.inMaintenance());
			}
			endpoints = List.copyOf(next);
		}
		finally {
			changing.unlock();
		}
	}

	/**
	 * Removes an endpoint. Its open leases stay valid.
	 * @param idOrAlias which one
	 * @throws IllegalArgumentException if there is none
	 */
	public void remove(String idOrAlias) {
		PooledEndpoint<T> removed = named(idOrAlias);
		changing.lock();
		try {
			List<PooledEndpoint<T>> next = new ArrayList<>(endpoints);
			next.remove(removed);
			endpoints = List.copyOf(next);
		}
		finally {
			changing.unlock();
		}
	}

	/**
	 * Puts an endpoint in maintenance: no leases until it is restored by hand.
	 * @param idOrAlias which one
	 * @param reason why
	 * @throws IllegalArgumentException if there is none
	 */
	public void isolate(String idOrAlias, String reason) {
		writer.putInMaintenance(named(idOrAlias), reason);
	}

	/**
	 * Isolates, as after a failure, the selectable endpoints that a policy names.
	 * @param policy whom to ask of each
	 */
	public void isolateWhere(IsolationPolicy<T> policy) {
		forEach((endpoint) -> endpoint.health().isSelectable() && policy.isolates(endpoint),
				(endpoint) -> writer.isolate(endpoint, "an isolation policy, asked by hand, says so"));
	}

	/**
	 * Restores an endpoint: it is selectable at once, with a fresh history.
	 * @param idOrAlias which one
	 * @param reason why
	 * @throws IllegalArgumentException if there is none
	 */
	public void restore(String idOrAlias, String reason) {
		writer.restore(named(idOrAlias), reason);
	}

	/**
	 * Restores the isolated endpoints that a policy names, those in maintenance too.
	 * @param policy whom to ask of each
	 */
	public void restoreWhere(RestorePolicy<T> policy) {
		forEach((endpoint) -> !endpoint.state.get().isSelectable() && policy.restores(endpoint),
				(endpoint) -> writer.restore(endpoint, "a restore policy, asked by hand, says so"));
	}

	/**
	 * Grants no more leases. Open ones stay valid.
	 */
	@Override
	public void close() {
		idle = new CountDownLatch(1);
		closed = true;
		if (open.get() == 0) {
			idle.countDown();
		}
	}

	/**
	 * Grants leases again after {@link #close()}.
	 */
	public void reopen() {
		closed = false;
	}

	/**
	 * Waits until all leases have ended, after {@link #close()}.
	 * @param timeout how long at most
	 * @return whether none is open
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		return idle.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	Time time() {
		return time;
	}

	void ended(Selector.Grant<T> grant, Outcome outcome, @Nullable Throwable failure, LeasePolicies<T> policies) {
		grant.endpoint().openLeases.decrementAndGet();
		try {
			writer.book(grant.endpoint(), grant.generation(), outcome, failure, policies);
		}
		finally {
			release();
		}
	}

	void closedWithoutOutcome(Lease<T> lease) {
		if (complained.compareAndSet(false, true)) {
			logger.warn("[{}] A {} was closed without an outcome, so nothing is booked on the endpoint: call succeed()"
					+ " or fail(Throwable) before close(), or use EndpointPool.call. Not logged again for this pool.",
					name, lease);
		}
	}

	private Selector.@Nullable Grant<T> grant(LeasePolicies<T> policies, Collection<Endpoint<T>> tried) {
		// before the look at closed, so that close() counts this
		// lease or stops it
		open.incrementAndGet();
		Selector.Grant<T> grant = null;
		try {
			if (closed) {
				throw new IllegalStateException("Pool \"" + name + "\" is closed");
			}
			grant = selector.find(current(), tried, policies, time.nanos());
			if (grant != null) {
				grant.endpoint().openLeases.incrementAndGet();
			}
			return grant;
		}
		finally {
			if (grant == null) {
				release();
			}
		}
	}

	private void release() {
		if (open.decrementAndGet() == 0 && closed) {
			idle.countDown();
		}
	}

	@SuppressWarnings("GuardedBy") // reading the whole list needs no lock: it is
									// immutable and volatile
	private List<PooledEndpoint<T>> current() {
		return endpoints;
	}

	private PooledEndpoint<T> named(String idOrAlias) {
		for (PooledEndpoint<T> endpoint : current()) {
			if (endpoint.endpoint().id().equals(idOrAlias)) {
				// before any alias, for one may read as the id of
				// another
				return endpoint;
			}
		}
		for (PooledEndpoint<T> endpoint : current()) {
			if (endpoint.alias().equals(idOrAlias)) {
				return endpoint;
			}
		}
		throw new IllegalArgumentException("Pool \"" + name + "\" has no endpoint \"" + Credentials.mask(idOrAlias)
				+ "\" (expected: one of " + current().stream().map(PooledEndpoint::alias).toList() + ")");
	}

	private void forEach(Predicate<PooledEndpoint<T>> which, Consumer<PooledEndpoint<T>> action) {
		current().stream().filter(which).forEach(action);
	}

	private static String uniqueAlias(String id, Set<String> taken) {
		String alias = EndpointIds.alias(id);
		String unique = alias;
		for (int i = 2; taken.contains(unique); i++) {
			unique = alias + "-" + i;
		}
		return unique;
	}

}
