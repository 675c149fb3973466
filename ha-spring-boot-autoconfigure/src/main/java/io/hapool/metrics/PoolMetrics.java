package io.hapool.metrics;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the pools. They read the engine's counters when they are scraped; a call
 * pays nothing for them. Bound to the endpoints that the pools start with.
 */
public class PoolMetrics implements MeterBinder {

	private final EndpointPools pools;

	/**
	 * Creates the binder.
	 * @param pools the pools to measure
	 */
	public PoolMetrics(EndpointPools pools) {
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		pools.all().forEach((pool) -> bind(pool, registry));
	}

	private static void bind(EndpointPool<?> pool, MeterRegistry registry) {
		FunctionCounter.builder("ha.attempts", pool, (it) -> it.calls().attempts())
			.description("Tries of calls, each on one lease")
			.tag("pool", pool.name())
			.register(registry);
		FunctionCounter.builder("ha.failovers", pool, (it) -> it.calls().failovers())
			.description("Calls that were moved to another endpoint")
			.tag("pool", pool.name())
			.register(registry);
		Gauge.builder("ha.leases.open", pool, EndpointPool::openLeases)
			.description("Leases that have not ended")
			.tag("pool", pool.name())
			.register(registry);
		for (EndpointSnapshot<?> endpoint : pool.endpoints()) {
			bind(pool, endpoint.alias(), registry);
		}
	}

	private static void bind(EndpointPool<?> pool, String alias, MeterRegistry registry) {
		Gauge.builder("ha.endpoint.state", pool, (it) -> selectable(it, alias))
			.description("1 while the endpoint is selectable, else 0")
			.tag("pool", pool.name())
			.tag("endpoint", alias)
			.register(registry);
	}

	private static double selectable(EndpointPool<?> pool, String alias) {
		return pool.endpoint(alias).map((endpoint) -> endpoint.status().isSelectable() ? 1.0 : 0.0).orElse(Double.NaN);
	}

}
