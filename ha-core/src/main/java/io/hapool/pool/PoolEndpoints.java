package io.hapool.pool;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a pool, for those who look at them and administer them.
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of the targets
 */
public final class PoolEndpoints<T> {

	private final String pool;

	private final Roster<T> roster;

	private final StateWriter<T> writer;

	private final Time time;

	private final Supplier<@Nullable PooledEndpoint<T>> selected;

	PoolEndpoints(String pool, Roster<T> roster, StateWriter<T> writer, Time time,
			Supplier<@Nullable PooledEndpoint<T>> selected) {
		this.pool = pool;
		this.roster = roster;
		this.writer = writer;
		this.time = time;
		this.selected = selected;
	}

	/**
	 * Returns all endpoints as they are now.
	 * @return in the order of the pool
	 */
	public List<EndpointSnapshot<T>> all() {
		long now = time.nanos();
		return roster.snapshot().all.stream().map((endpoint) -> endpoint.snapshot(now)).toList();
	}

	/**
	 * Returns the one that would be leased now, without leasing it.
	 * @return the endpoint, if one is selectable
	 */
	public Optional<Endpoint<T>> selected() {
		PooledEndpoint<T> endpoint = selected.get();
		return (endpoint != null) ? Optional.of(endpoint.endpoint()) : Optional.empty();
	}

	/**
	 * Adds an endpoint at the end.
	 * @param endpoint the endpoint
	 * @param admin the state in which it starts
	 * @throws IllegalArgumentException if one with its id is there
	 */
	public void add(Endpoint<T> endpoint, AdminState admin) {
		roster.add(pool, endpoint, admin);
	}

	/**
	 * Removes an endpoint. Its open leases stay valid.
	 * @param idOrAlias which one
	 * @throws IllegalArgumentException if there is none
	 */
	public void remove(String idOrAlias) {
		roster.remove(named(idOrAlias));
	}

	/**
	 * Says what an operator wants of an endpoint.
	 * @param idOrAlias which one
	 * @param admin what is wanted; {@link AdminState#READY} ends pinning and draining,
	 * but for maintenance there is {@link #restore(String, String)}
	 * @param reason why
	 * @throws IllegalArgumentException if there is none
	 */
	public void administer(String idOrAlias, AdminState admin, String reason) {
		PooledEndpoint<T> endpoint = named(idOrAlias);
		if (admin == AdminState.READY) {
			writer.administer(endpoint, AdminState.PINNED, admin, reason);
			writer.administer(endpoint, AdminState.DRAINING, admin, reason);
		}
		else {
			writer.administer(endpoint, admin, reason);
		}
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
		forEach((endpoint) -> !endpoint.isSelectable() && policy.restores(endpoint),
				(endpoint) -> writer.restore(endpoint, "a restore policy, asked by hand, says so"));
	}

	private PooledEndpoint<T> named(String idOrAlias) {
		return roster.named(pool, idOrAlias);
	}

	private void forEach(Predicate<PooledEndpoint<T>> which, Consumer<PooledEndpoint<T>> action) {
		roster.snapshot().all.stream().filter(which).forEach(action);
	}

}
