package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
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
 * The health of each pool: how many endpoints are selectable, suspect and ramping ones
 * too, and why the others are not. Whether that is DOWN is up to the pool; by default
 * only when none is selectable. One lost endpoint is a detail.
 */
public class PoolsHealthContributor implements CompositeHealthContributor {

	private final EndpointPools pools;

	private final Function<String, DownWhen> downWhen;

	/**
	 * Creates the contributor.
	 * @param pools the pools to look at
	 * @param downWhen when a pool is down, by its name
	 */
	public PoolsHealthContributor(EndpointPools pools, Function<String, DownWhen> downWhen) {
		this.pools = pools;
		this.downWhen = downWhen;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return pools.find(name).map(this::indicator).orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		return pools.all().stream().map((pool) -> new Entry(pool.name(), indicator(pool)));
	}

	private HealthIndicator indicator(EndpointPool<?> pool) {
		return () -> health(pool);
	}

	private Health health(EndpointPool<?> pool) {
		int available = 0;
		Map<String, Map<String, String>> endpoints = new LinkedHashMap<>();
		for (EndpointSnapshot<?> endpoint : pool.endpoints()) {
			available += endpoint.status().isSelectable() ? 1 : 0;
			endpoints.put(endpoint.alias(), details(endpoint));
		}
		boolean down = downWhen.apply(pool.name()).isDown(available, endpoints.size());
		Health.Builder health = down ? Health.down() : Health.up();
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
