package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of each pool: UP while an endpoint is selectable, suspect and ramping ones
 * too; DOWN when all are isolated, on trial, draining or in maintenance. One lost
 * endpoint is a detail.
 */
public class PoolsHealthContributor implements CompositeHealthContributor {

	private final EndpointPools pools;

	/**
	 * Creates the contributor.
	 * @param pools the pools to look at
	 */
	public PoolsHealthContributor(EndpointPools pools) {
		this.pools = pools;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return pools.find(name).map(PoolsHealthContributor::indicator).orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		return pools.all().stream().map((pool) -> new Entry(pool.name(), indicator(pool)));
	}

	private static HealthIndicator indicator(EndpointPool<?> pool) {
		return () -> health(pool);
	}

	private static Health health(EndpointPool<?> pool) {
		int available = 0;
		Map<String, Map<String, String>> endpoints = new LinkedHashMap<>();
		for (EndpointSnapshot<?> endpoint : pool.endpoints()) {
			available += endpoint.status().isSelectable() ? 1 : 0;
			endpoints.put(endpoint.alias(), details(endpoint));
		}
		Health.Builder health = (available > 0) ? Health.up() : Health.down();
		return health.withDetail("available", available + " of " + endpoints.size())
			.withDetail("endpoints", endpoints)
			.build();
	}

	private static Map<String, String> details(EndpointSnapshot<?> endpoint) {
		Map<String, String> details = new LinkedHashMap<>();
		details.put("state", endpoint.status().toString());
		if (!endpoint.status().isSelectable()) {
			details.put("reason", endpoint.history().reason());
		}
		return details;
	}

}
