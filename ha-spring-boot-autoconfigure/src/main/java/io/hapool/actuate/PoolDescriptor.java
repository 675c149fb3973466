package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;

/**
 * A pool, as {@code /actuator/ha} shows it. Free of credentials.
 *
 * @param name its name
 * @param available how many endpoints are selectable
 * @param openLeases how many leases have not ended
 * @param calls what has become of its calls
 * @param endpoints its endpoints by alias
 */
public record PoolDescriptor(String name, int available, int openLeases, CallCounts calls,
		Map<String, EndpointDescriptor> endpoints) {

	static PoolDescriptor of(EndpointPool<?> pool) {
		Map<String, EndpointDescriptor> endpoints = new LinkedHashMap<>();
		int available = 0;
		for (var endpoint : pool.endpoints()) {
			endpoints.put(endpoint.alias(), EndpointDescriptor.of(endpoint));
			available += endpoint.status().isSelectable() ? 1 : 0;
		}
		return new PoolDescriptor(pool.name(), available, pool.openLeases(), pool.calls(), endpoints);
	}

}
