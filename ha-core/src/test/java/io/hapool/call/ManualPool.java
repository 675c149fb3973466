package io.hapool.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.hapool.event.EventPublisher;
import io.hapool.pool.Candidates;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointView;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.ManualTime;

/**
 * A pool of texts in manual time, with all that it has published.
 */
public final class ManualPool {

	/** Failures in a row isolate, all endpoints if need be, and trials restore fully. */
	public static final IsolationRules BY_COUNT = IsolationRules.DEFAULT.withFailureRate(null)
		.withMaxIsolated(new Ratio(1))
		.withRampUp(null);

	private final ManualTime time = new ManualTime();

	private final List<EndpointChanged> changes = new ArrayList<>();

	private final EndpointPool<String> pool;

	private ManualPool(PoolDefinition<String> definition) {
		EventPublisher publisher = new EventPublisher(time);
		publisher.subscribe(EndpointChanged.class, changes::add);
		this.pool = EndpointPool.create(definition, time, publisher);
	}

	public static ManualPool of(String... targets) {
		return of(UnaryOperator.identity(), targets);
	}

	public static ManualPool of(UnaryOperator<PoolDefinition.Builder<String>> customizer, String... targets) {
		return of(customizer, Stream.of(targets).map(Endpoint::of).toList());
	}

	public static ManualPool of(UnaryOperator<PoolDefinition.Builder<String>> customizer,
			List<Endpoint<String>> endpoints) {
		PoolDefinition.Builder<String> builder = PoolDefinition.<String>builder("billing")
			.endpoints(endpoints)
			.isolationRules(BY_COUNT);
		return new ManualPool(customizer.apply(builder).build());
	}

	public EndpointPool<String> pool() {
		return pool;
	}

	public ManualTime time() {
		return time;
	}

	public List<EndpointChanged> changes() {
		return List.copyOf(changes);
	}

	/**
	 * Returns the changes in the form {@code a UNKNOWN -> UP}.
	 */
	public List<String> changesInShort() {
		return changes.stream()
			.map((change) -> change.endpoint() + " " + change.from() + " -> " + change.to())
			.toList();
	}

	public EndpointSnapshot<String> endpoint(String id) {
		return pool.endpoint(id).orElseThrow();
	}

	public HealthState health(String id) {
		return endpoint(id).status().health();
	}

	public List<String> isolatedIds() {
		return pool.isolated().stream().map((endpoint) -> endpoint.endpoint().id()).toList();
	}

	/**
	 * Leases, succeeds, and returns the id of the endpoint.
	 */
	public String use() {
		try (Lease<String> lease = pool.lease()) {
			lease.succeed();
			return lease.endpoint().id();
		}
	}

	/**
	 * Leases one endpoint, whatever the pool's policy would take.
	 */
	public Lease<String> lease(String id) {
		return pool.lease(CallOptions.<String>builder().select(only(id)).build());
	}

	public void succeed(String id) {
		try (Lease<String> lease = lease(id)) {
			lease.succeed();
		}
	}

	public void fail(String id, int times) {
		for (int i = 0; i < times; i++) {
			try (Lease<String> lease = lease(id)) {
				lease.fail(new IOException(id + " is broken"));
			}
		}
	}

	public static SelectionPolicy<String> only(String id) {
		return (candidates) -> all(candidates).stream()
			.filter((candidate) -> candidate.endpoint().id().equals(id))
			.findFirst()
			.orElseThrow();
	}

	public static <T> List<EndpointView<T>> all(Candidates<T> candidates) {
		List<EndpointView<T>> all = new ArrayList<>();
		for (int i = 0; i < candidates.size(); i++) {
			all.add(candidates.get(i));
		}
		return all;
	}

}
