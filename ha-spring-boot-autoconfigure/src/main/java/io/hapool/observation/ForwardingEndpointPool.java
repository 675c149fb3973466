package io.hapool.observation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.call.CallCounts;
import io.hapool.call.CallOptions;
import io.hapool.call.CallTimes;
import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.AdminState;
import io.hapool.pool.CheckCounts;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointView;
import io.hapool.pool.Explanation;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.Lease;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.source.SourceState;
import org.jspecify.annotations.Nullable;

/**
 * A pool that leaves all to another.
 */
abstract class ForwardingEndpointPool<T> implements EndpointPool<T> {

	private final EndpointPool<T> delegate;

	ForwardingEndpointPool(EndpointPool<T> delegate) {
		this.delegate = delegate;
	}

	final EndpointPool<T> delegate() {
		return delegate;
	}

	@Override
	public String name() {
		return delegate.name();
	}

	@Override
	public boolean isIdempotent() {
		return delegate.isIdempotent();
	}

	@Override
	@MustBeClosed
	public Lease<T> lease() {
		return delegate.lease();
	}

	@Override
	@MustBeClosed
	public Lease<T> lease(CallOptions<T> options) {
		return delegate.lease(options);
	}

	@Override
	@MustBeClosed
	public @Nullable Lease<T> leaseIfAny() {
		return delegate.leaseIfAny();
	}

	@Override
	public Optional<Endpoint<T>> select() {
		return delegate.select();
	}

	@Override
	public List<EndpointSnapshot<T>> endpoints() {
		return delegate.endpoints();
	}

	@Override
	public List<EndpointSnapshot<T>> available() {
		return delegate.available();
	}

	@Override
	public List<EndpointSnapshot<T>> isolated() {
		return delegate.isolated();
	}

	@Override
	public Optional<EndpointSnapshot<T>> endpoint(String idOrAlias) {
		return delegate.endpoint(idOrAlias);
	}

	@Override
	public void add(Endpoint<T> endpoint) {
		delegate.add(endpoint);
	}

	@Override
	public void add(Endpoint<T> endpoint, AdminState admin) {
		delegate.add(endpoint, admin);
	}

	@Override
	public void remove(String idOrAlias) {
		delegate.remove(idOrAlias);
	}

	@Override
	public void isolate(String idOrAlias, String reason) {
		delegate.isolate(idOrAlias, reason);
	}

	@Override
	public void drain(String idOrAlias, String reason) {
		delegate.drain(idOrAlias, reason);
	}

	@Override
	public void pin(String idOrAlias, String reason) {
		delegate.pin(idOrAlias, reason);
	}

	@Override
	public void unpin(String idOrAlias, String reason) {
		delegate.unpin(idOrAlias, reason);
	}

	@Override
	public void restore(String idOrAlias, String reason) {
		delegate.restore(idOrAlias, reason);
	}

	@Override
	public CompletableFuture<Verdict> suspect(String idOrAlias, String reason) {
		return delegate.suspect(idOrAlias, reason);
	}

	@Override
	public CompletableFuture<Verdict> check(String idOrAlias) {
		return delegate.check(idOrAlias);
	}

	@Override
	@MustBeClosed
	public @Nullable Lease<T> leaseOn(String idOrAlias) {
		return delegate.leaseOn(idOrAlias);
	}

	@Override
	public void isolateWhere(IsolationPolicy<T> policy) {
		delegate.isolateWhere(policy);
	}

	@Override
	public void restoreWhere(RestorePolicy<T> policy) {
		delegate.restoreWhere(policy);
	}

	@Override
	public CallCounts calls() {
		return delegate.calls();
	}

	@Override
	public PoolDefinition<T> definition() {
		return delegate.definition();
	}

	@Override
	public void update(PoolDefinition<T> definition) {
		delegate.update(definition);
	}

	@Override
	public int waiting() {
		return delegate.waiting();
	}

	@Override
	public CallTimes callTimes() {
		return delegate.callTimes();
	}

	@Override
	public int openLeases() {
		return delegate.openLeases();
	}

	@Override
	public boolean drain(Duration timeout) throws InterruptedException {
		return delegate.drain(timeout);
	}

	@Override
	public void resume() {
		delegate.resume();
	}

	@Override
	public void close() {
		delegate.close();
	}

	@Override
	public List<SourceState> sources() {
		return delegate.sources();
	}

	@Override
	public List<EndpointView<T>> views() {
		return delegate.views();
	}

	@Override
	public CheckCounts checks() {
		return delegate.checks();
	}

	@Override
	public Explanation explain() {
		return delegate.explain();
	}

	@Override
	public void reweigh(String idOrAlias, double weight, String reason) {
		delegate.reweigh(idOrAlias, weight, reason);
	}

	@Override
	public String toString() {
		return delegate.toString();
	}

}
