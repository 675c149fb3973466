package io.hapool.pool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a pool, for those who look at them and administer them.
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of the targets
 */
public final class PoolEndpoints<T> {

	private final PoolParts<T> pool;

	private final MembershipEvents news;

	PoolEndpoints(PoolParts<T> pool, MembershipEvents news) {
		this.pool = pool;
		this.news = news;
	}

	/**
	 * Returns all endpoints as they are now.
	 * @return in the order of the pool
	 */
	public List<EndpointSnapshot<T>> all() {
		long now = pool.time.nanos();
		return pool.members.present().stream().map((endpoint) -> endpoint.snapshot(now)).toList();
	}

	/**
	 * Returns all endpoints as policies see them.
	 * @return in the order of the pool; what each says is always of the moment
	 */
	public List<EndpointView<T>> views() {
		return List.copyOf(pool.members.present());
	}

	/**
	 * Returns one endpoint as it is now.
	 * @param idOrAlias which one
	 * @return the endpoint, if the pool has it
	 */
	public Optional<EndpointSnapshot<T>> find(String idOrAlias) {
		return pool.members.find(idOrAlias).map((endpoint) -> endpoint.snapshot(pool.time.nanos()));
	}

	/**
	 * Returns what all health checks have said so far.
	 * @return the counts, of endpoints that are gone too
	 */
	public CheckCounts checks() {
		return pool.prober.counts();
	}

	/**
	 * Returns the one that would be leased now, without leasing it.
	 * @return the endpoint, if one is selectable
	 */
	public Optional<Endpoint<T>> selected() {
		PooledEndpoint<T> endpoint = pool.selector.preview(pool.rules.policies().selection());
		return (endpoint != null) ? Optional.of(endpoint.endpoint()) : Optional.empty();
	}

	/**
	 * Returns why leases go where they go.
	 * @return what would be selected now, and why
	 */
	public Explanation explain() {
		return Explanations.of(pool);
	}

	/**
	 * From now on endpoints that come are news.
	 */
	public void begin() {
		news.begin();
	}

	/**
	 * Makes these the endpoints, beside those that were added by hand. Those whose id and
	 * target stay the same keep their state; those that leave get no more leases, and
	 * their open ones go on.
	 * @param endpoints each id once
	 * @param reason why, for people to read
	 */
	public void replace(List<Endpoint<T>> endpoints, String reason) {
		pool.changed(pool.members.replace(endpoints, reason));
	}

	/**
	 * Adds an endpoint at the end.
	 * @param endpoint the endpoint
	 * @param admin the state in which it starts
	 * @throws IllegalArgumentException if one with its id is there
	 */
	public void add(Endpoint<T> endpoint, AdminState admin) {
		pool.changed(new Membership.Change<>(List.of(pool.members.add(endpoint, admin)), List.of()));
	}

	/**
	 * Removes an endpoint. Its open leases stay valid.
	 * @param idOrAlias which one
	 * @throws IllegalArgumentException if there is none
	 */
	public void remove(String idOrAlias) {
		PooledEndpoint<T> endpoint = named(idOrAlias);
		if (pool.members.remove(endpoint)) {
			pool.changed(new Membership.Change<>(List.of(), List.of(endpoint)));
		}
	}

	/**
	 * Gives an endpoint another share, until what the pool is made of says otherwise.
	 * @param idOrAlias which one
	 * @param weight the share within its tier, above 0
	 * @param reason why, for people to read
	 * @throws IllegalArgumentException if there is none, or the weight is not above 0
	 */
	public void reweigh(String idOrAlias, double weight, String reason) {
		PooledEndpoint<T> endpoint = named(idOrAlias);
		String difference = endpoint.endpoint().differenceTo(endpoint.endpoint().withWeight(weight));
		if (difference != null) {
			pool.members.reweigh(endpoint, weight);
			pool.rebuild();
			news.updated(endpoint, difference, reason);
		}
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
			pool.writer.administer(endpoint, AdminState.PINNED, admin, reason);
			pool.writer.administer(endpoint, AdminState.DRAINING, admin, reason);
		}
		else {
			pool.writer.administer(endpoint, admin, reason);
		}
	}

	/**
	 * Doubts an endpoint: it is probed at once, by whatever probes it.
	 * @param idOrAlias which one
	 * @param reason why
	 * @return what a look at it says; UNKNOWN at once if nothing looks
	 * @throws IllegalArgumentException if there is none
	 */
	public CompletableFuture<Verdict> suspect(String idOrAlias, String reason) {
		PooledEndpoint<T> endpoint = named(idOrAlias);
		pool.writer.judged(endpoint, Judgement.SUSPECT, reason);
		EndpointChecks<T> checks = endpoint.checks;
		return (checks != null) ? checks.look() : CompletableFuture.completedFuture(Verdict.UNKNOWN);
	}

	/**
	 * Checks an endpoint at once, beside the rounds of its health check.
	 * @param idOrAlias which one
	 * @return what the check says, which counts as ever
	 * @throws IllegalArgumentException if there is none
	 */
	public CompletableFuture<Verdict> check(String idOrAlias) {
		EndpointChecks<T> checks = named(idOrAlias).checks;
		return (checks != null) ? checks.checkOnce() : CompletableFuture.completedFuture(Verdict.UNKNOWN);
	}

	/**
	 * Isolates, as after a failure, the selectable endpoints that a policy names.
	 * @param policy whom to ask of each
	 */
	public void isolateWhere(IsolationPolicy<T> policy) {
		forEach((endpoint) -> endpoint.health().isSelectable() && policy.isolates(endpoint),
				(endpoint) -> pool.writer.isolate(endpoint, "an isolation policy, asked by hand, says so"));
	}

	/**
	 * Restores an endpoint: it is selectable at once, with a fresh history.
	 * @param idOrAlias which one
	 * @param reason why
	 * @throws IllegalArgumentException if there is none
	 */
	public void restore(String idOrAlias, String reason) {
		pool.writer.restore(named(idOrAlias), reason);
	}

	/**
	 * Restores the isolated endpoints that a policy names, those in maintenance too.
	 * @param policy whom to ask of each
	 */
	public void restoreWhere(RestorePolicy<T> policy) {
		forEach((endpoint) -> !endpoint.isSelectable() && policy.restores(endpoint),
				(endpoint) -> pool.writer.restore(endpoint, "a restore policy, asked by hand, says so"));
	}

	/**
	 * Leases one endpoint, for what must stay there.
	 * @param idOrAlias which one
	 * @param policies what decides about it
	 * @return the lease, to be ended by the caller, or {@code null}: it is not selectable
	 * @throws IllegalArgumentException if there is none
	 * @throws IllegalStateException if the pool is closed
	 */
	@MustBeClosed
	public @Nullable Lease<T> leaseOn(String idOrAlias, LeasePolicies<T> policies) {
		PooledEndpoint<T> endpoint = named(idOrAlias);
		long ticket = pool.admission.beginByHand(endpoint, StateWord.ANY, pool.time.coarseNanos());
		return (ticket == Leases.REFUSED) ? null
				: new PoolLease<>(endpoint, ticket, endpoint.pool.sampledAt(ticket), policies, Deadline.NONE);
	}

	/**
	 * Looks at once whether the endpoint of a lease that has failed lives, where looks
	 * decide, and waits for the answer.
	 * @param lease on that endpoint
	 * @param last how long the caller would wait
	 * @return whether it lives, and may be leased again
	 */
	public boolean isAlive(Lease<T> lease, Deadline last) {
		if (!pool.rules.checksDecide() || !(lease instanceof PoolLease<T> own)) {
			return false;
		}
		PooledEndpoint<T> endpoint = own.pooled();
		EndpointChecks<T> checks = endpoint.checks;
		return checks != null && endpoint.isSelectable() && checks.lives(last.remaining()) && endpoint.isSelectable();
	}

	private PooledEndpoint<T> named(String idOrAlias) {
		return pool.members.named(idOrAlias);
	}

	private void forEach(Predicate<PooledEndpoint<T>> which, Consumer<PooledEndpoint<T>> action) {
		pool.roster.snapshot().all.stream().filter(which).forEach(action);
	}

}
