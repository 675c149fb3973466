package io.hapool.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.hapool.call.EndpointPool;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.time.Rounds;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of one pool in one registry.
 */
final class PoolMeters {

	private static final Logger logger = LoggerFactory.getLogger(PoolMeters.class);

	private final Rounds rounds = new Rounds();

	private final EndpointPool<?> pool;

	private final MeterRegistry registry;

	private final Scope scope;

	/** Touched by who renews alone, as are the others below. */
	private final List<Meter> ofPool = new ArrayList<>();

	/** By the alias of the endpoint. */
	private final Map<String, Meter> ofEndpoints = new HashMap<>();

	private boolean warned;

	private volatile boolean closed;

	PoolMeters(EndpointPool<?> pool, MeterRegistry registry, Scope scope) {
		this.pool = pool;
		this.registry = registry;
		this.scope = scope;
	}

	/**
	 * What has meters.
	 *
	 * @param maxEndpoints how many endpoints of the pool have one of their own
	 * @param calls what measures calls
	 */
	record Scope(int maxEndpoints, CallMeters calls) {
	}

	boolean areOf(String name) {
		return pool.name().equals(name);
	}

	void close() {
		closed = true;
		renew();
	}

	/**
	 * Sees to it that what is there has a meter, and nothing else.
	 */
	void renew() {
		rounds.run(this::renewOnce);
	}

	private void renewOnce() {
		if (closed) {
			ofPool.forEach(registry::remove);
			ofPool.clear();
		}
		else if (ofPool.isEmpty()) {
			bindPool();
		}
		Set<String> present = present();
		ofEndpoints.entrySet().removeIf((entry) -> {
			boolean gone = !present.contains(entry.getKey());
			if (gone) {
				registry.remove(entry.getValue());
			}
			return gone;
		});
		present.stream().filter((alias) -> !ofEndpoints.containsKey(alias)).forEach(this::bindEndpoint);
	}

	private Set<String> present() {
		Set<String> present = new LinkedHashSet<>();
		if (!closed) {
			pool.endpoints().stream().map(EndpointSnapshot::alias).forEach(present::add);
		}
		return present;
	}

	private void bindPool() {
		if (scope.calls() == CallMeters.COUNTERS) {
			time("success", (it) -> it.calls().succeeded(), (it) -> it.callTimes().succeeded().toNanos());
			time("failure", (it) -> it.calls().failed(), (it) -> it.callTimes().failed().toNanos());
		}
		count("ha.attempts", "Tries of calls, each on one lease", (it) -> it.calls().attempts());
		count("ha.failovers", "Calls that were moved to another endpoint", (it) -> it.calls().failovers());
		check("up", (it) -> it.checks().up());
		check("down", (it) -> it.checks().down());
		check("unknown", (it) -> it.checks().unknown());
		gauge("ha.leases.open", "Leases that have not ended", EndpointPool::openLeases);
		gauge("ha.queue.depth", "Calls that wait for a lease", EndpointPool::waiting);
		gauge("ha.endpoints", "Endpoints of the pool", (it) -> it.endpoints().size());
		gauge("ha.endpoints.available", "Endpoints of the pool that are selectable", (it) -> it.available().size());
	}

	private void time(String outcome, ToLongFunction<EndpointPool<?>> count, ToDoubleFunction<EndpointPool<?>> nanos) {
		ofPool.add(FunctionTimer.builder("ha.calls", pool, count, nanos, TimeUnit.NANOSECONDS)
			.description("Calls and how long they took, estimated from a sample")
			.tag("pool", pool.name())
			.tag("outcome", outcome)
			.register(registry));
	}

	private void check(String verdict, ToDoubleFunction<EndpointPool<?>> number) {
		ofPool.add(FunctionCounter.builder("ha.checks", pool, number)
			.description("Health checks of endpoints, and what they said")
			.tag("pool", pool.name())
			.tag("verdict", verdict)
			.register(registry));
	}

	private void count(String name, String description, ToDoubleFunction<EndpointPool<?>> number) {
		ofPool.add(FunctionCounter.builder(name, pool, number)
			.description(description)
			.tag("pool", pool.name())
			.register(registry));
	}

	private void gauge(String name, String description, ToDoubleFunction<EndpointPool<?>> number) {
		ofPool.add(
				Gauge.builder(name, pool, number).description(description).tag("pool", pool.name()).register(registry));
	}

	private void bindEndpoint(String alias) {
		if (ofEndpoints.size() >= scope.maxEndpoints()) {
			warn();
			return;
		}
		ofEndpoints.put(alias,
				Gauge.builder("ha.endpoint.state", pool, (it) -> selectable(it, alias))
					.description("1 while the endpoint is selectable, else 0")
					.tag("pool", pool.name())
					.tag("endpoint", alias)
					.register(registry));
	}

	private void warn() {
		if (!warned) {
			warned = true;
			logger.warn(
					"[{}] more than {} endpoints: those beyond have no meter of their own,"
							+ " but count in ha.endpoints. Raise ha.metrics.max-endpoints if they should",
					pool.name(), scope.maxEndpoints());
		}
	}

	private static double selectable(EndpointPool<?> pool, String alias) {
		return pool.endpoint(alias).map((endpoint) -> endpoint.status().isSelectable() ? 1.0 : 0.0).orElse(Double.NaN);
	}

}
