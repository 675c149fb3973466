package io.hapool.call;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.AdminState;
import io.hapool.pool.CheckCounts;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointView;
import io.hapool.pool.Explanation;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.source.SourceState;

/**
 * What operators see of the endpoints of a pool, and do with them.
 *
 * @param <T> the type of the targets
 */
public interface EndpointAdministration<T> {

	/**
	 * Returns all endpoints as they are now.
	 * @return in the order of the pool
	 */
	List<EndpointSnapshot<T>> endpoints();

	/**
	 * Returns all endpoints as policies see them.
	 * @return in the order of the pool; what each says is always of the moment
	 */
	List<EndpointView<T>> views();

	/**
	 * Returns what all health checks have said so far.
	 * @return the counts, of endpoints that are gone too
	 */
	CheckCounts checks();

	/**
	 * Returns how the sources of endpoints do.
	 * @return one state each, in the order in which they count
	 */
	List<SourceState> sources();

	/**
	 * Returns why leases go where they go.
	 * @return what would be selected now, and why each endpoint is selected first, last
	 * or not at all
	 */
	Explanation explain();

	/**
	 * Returns the endpoints that are selectable now.
	 * @return in the order of the pool
	 */
	default List<EndpointSnapshot<T>> available() {
		return endpoints().stream().filter((endpoint) -> endpoint.status().isSelectable()).toList();
	}

	/**
	 * Returns the endpoints that are not selectable now: isolated, on trial, or in
	 * maintenance.
	 * @return in the order of the pool
	 */
	default List<EndpointSnapshot<T>> isolated() {
		return endpoints().stream().filter((endpoint) -> !endpoint.status().isSelectable()).toList();
	}

	/**
	 * Returns one endpoint as it is now.
	 * @param idOrAlias which one
	 * @return the endpoint, if the pool has it
	 */
	Optional<EndpointSnapshot<T>> endpoint(String idOrAlias);

	/**
	 * Adds an endpoint.
	 * @param endpoint the endpoint
	 * @throws IllegalArgumentException if one with its id is there
	 */
	default void add(Endpoint<T> endpoint) {
		add(endpoint, AdminState.READY);
	}

	/**
	 * Adds an endpoint, available or not. It stays until it is removed by hand.
	 * @param endpoint the endpoint
	 * @param admin the state in which it starts
	 * @throws IllegalArgumentException if one with its id is there
	 */
	void add(Endpoint<T> endpoint, AdminState admin);

	/**
	 * Removes an endpoint. Its open leases stay valid.
	 * @param idOrAlias which one
	 * @throws IllegalArgumentException if there is none
	 */
	void remove(String idOrAlias);

	/**
	 * Takes an endpoint out of selection until {@link #restore(String, String)}: no trial
	 * lets it back in.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none
	 */
	void isolate(String idOrAlias, String reason);

	/**
	 * Grants no more leases on an endpoint; the open ones go on. {@link #unpin} or
	 * {@link #restore(String, String)} ends it. Nothing happens to one that is isolated
	 * by hand.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none
	 */
	void drain(String idOrAlias, String reason);

	/**
	 * Grants all leases on an endpoint as long as it is usable, whatever the policy, the
	 * tiers and the zones say. Nothing happens to one that is isolated by hand.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none
	 */
	void pin(String idOrAlias, String reason);

	/**
	 * Ends pinning or draining, but not an isolation by hand.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none
	 */
	void unpin(String idOrAlias, String reason);

	/**
	 * Gives an endpoint another share, until what the pool is made of says something else
	 * of it.
	 * @param idOrAlias which one
	 * @param weight the share within its tier, above 0
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none, or the weight is not above 0
	 */
	void reweigh(String idOrAlias, double weight, String reason);

	/**
	 * Lets an endpoint back in at once, with a fresh history.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none
	 */
	void restore(String idOrAlias, String reason);

	/**
	 * Doubts an endpoint: it is probed at once, by whatever probes it, and isolated if
	 * that says so.
	 * @param idOrAlias which one
	 * @param reason why, for people to read
	 * @return what a look at it says, where looks decide; elsewhere UNKNOWN, at once
	 * @throws IllegalArgumentException if there is none
	 */
	CompletableFuture<Verdict> suspect(String idOrAlias, String reason);

	/**
	 * Checks an endpoint at once, beside the rounds of its health check. What the check
	 * says counts as ever.
	 * @param idOrAlias which one
	 * @return what it says; UNKNOWN if the pool has no health check
	 * @throws IllegalArgumentException if there is none
	 */
	CompletableFuture<Verdict> check(String idOrAlias);

	/**
	 * Isolates, as after a failure, the selectable endpoints that a policy names.
	 * @param policy whom to ask of each
	 */
	void isolateWhere(IsolationPolicy<T> policy);

	/**
	 * Lets back in the endpoints that a policy names.
	 * @param policy whom to ask of each one that is isolated, on trial or in maintenance
	 */
	void restoreWhere(RestorePolicy<T> policy);

}
