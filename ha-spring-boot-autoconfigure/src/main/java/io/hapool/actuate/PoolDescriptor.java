package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Explanation;

/**
 * A pool, as {@code /actuator/ha} shows it. Free of credentials.
 *
 * @param name its name
 * @param available how many endpoints are selectable
 * @param openLeases how many leases have not ended
 * @param waiting how many callers wait for a lease
 * @param calls what has become of its calls
 * @param selection where leases go now, and why
 * @param endpoints its endpoints by alias
 */
public record PoolDescriptor(String name, int available, int openLeases, int waiting, CallCounts calls,
		Explanation selection, Map<String, EndpointDescriptor> endpoints) {

	static PoolDescriptor of(EndpointPool<?> pool) {
		Map<String, EndpointDescriptor> endpoints = new LinkedHashMap<>();
		int available = 0;
		for (var endpoint : pool.endpoints()) {
			endpoints.put(endpoint.alias(), EndpointDescriptor.of(endpoint));
			available += endpoint.status().isSelectable() ? 1 : 0;
		}
		return new PoolDescriptor(pool.name(), available, pool.openLeases(), pool.waiting(), pool.calls(),
				pool.explain(), endpoints);
	}

}
