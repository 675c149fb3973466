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
import io.hapool.pool.Leases;
import io.hapool.pool.PoolEndpoints;
import io.hapool.pool.RestorePolicy;

/**
 * The part of a pool that looks at its endpoints and administers them.
 */
abstract class AdministeredPool<T> implements EndpointPool<T> {

	final Leases<T> leases;

	AdministeredPool(Leases<T> leases) {
		this.leases = leases;
	}

	private PoolEndpoints<T> administered() {
		return leases.endpoints();
	}

	@Override
	public int openLeases() {
		return leases.openLeases();
	}

	@Override
	public int waiting() {
		return leases.waiting();
	}

	@Override
	public Optional<Endpoint<T>> select() {
		return administered().selected();
	}

	@Override
	public List<EndpointSnapshot<T>> endpoints() {
		return administered().all();
	}

	@Override
	public List<EndpointView<T>> views() {
		return administered().views();
	}

	@Override
	public Optional<EndpointSnapshot<T>> endpoint(String idOrAlias) {
		return administered().find(idOrAlias);
	}

	@Override
	public CheckCounts checks() {
		return administered().checks();
	}

	@Override
	public Explanation explain() {
		return administered().explain();
	}

	@Override
	public void reweigh(String idOrAlias, double weight, String reason) {
		administered().reweigh(idOrAlias, weight, reason);
	}

	@Override
	public void add(Endpoint<T> endpoint, AdminState admin) {
		administered().add(endpoint, admin);
	}

	@Override
	public void remove(String idOrAlias) {
		administered().remove(idOrAlias);
	}

	@Override
	public void isolate(String idOrAlias, String reason) {
		administered().administer(idOrAlias, AdminState.MAINTENANCE, reason);
	}

	@Override
	public void drain(String idOrAlias, String reason) {
		administered().administer(idOrAlias, AdminState.DRAINING, reason);
	}

	@Override
	public void pin(String idOrAlias, String reason) {
		administered().administer(idOrAlias, AdminState.PINNED, reason);
	}

	@Override
	public void unpin(String idOrAlias, String reason) {
		administered().administer(idOrAlias, AdminState.READY, reason);
	}

	@Override
	public void restore(String idOrAlias, String reason) {
		administered().restore(idOrAlias, reason);
	}

	@Override
	public CompletableFuture<Verdict> suspect(String idOrAlias, String reason) {
		return administered().suspect(idOrAlias, reason);
	}

	@Override
	public CompletableFuture<Verdict> check(String idOrAlias) {
		return administered().check(idOrAlias);
	}

	@Override
	public void isolateWhere(IsolationPolicy<T> policy) {
		administered().isolateWhere(policy);
	}

	@Override
	public void restoreWhere(RestorePolicy<T> policy) {
		administered().restoreWhere(policy);
	}

}
