package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Explanation;
import io.hapool.pool.source.SourceState;
import org.jspecify.annotations.Nullable;

/**
 * A pool, as {@code /actuator/ha} shows it. Free of credentials.
 *
 * @param name its name
 * @param available how many endpoints are selectable
 * @param openLeases how many leases have not ended
 * @param waiting how many callers wait for a lease
 * @param calls what has become of its calls
 * @param selection where leases go now
 * @param sources how the sources of its endpoints do
 * @param endpoints its endpoints by alias
 */
public record PoolDescriptor(String name, int available, int openLeases, int waiting, CallCounts calls,
		Selection selection, List<SourceState> sources, Map<String, EndpointDescriptor> endpoints) {

	/**
	 * Where leases go now; why is said of each endpoint.
	 *
	 * @param policy how the pool selects
	 * @param next the id of the endpoint that the next lease would go to, if any is
	 * selectable
	 * @param candidates the ids of those among which the policy chooses
	 */
	public record Selection(String policy, @Nullable String next, List<String> candidates) {

		static Selection of(Explanation explanation) {
			return new Selection(explanation.policy(), explanation.next(), explanation.candidates());
		}

	}

	static PoolDescriptor of(EndpointPool<?> pool) {
		Map<String, EndpointDescriptor> endpoints = new LinkedHashMap<>();
		Explanation explanation = pool.explain();
		int available = 0;
		for (var endpoint : pool.endpoints()) {
			endpoints.put(endpoint.alias(), EndpointDescriptor.of(endpoint, explanation));
			available += endpoint.status().isSelectable() ? 1 : 0;
		}
		return new PoolDescriptor(pool.name(), available, pool.openLeases(), pool.waiting(), pool.calls(),
				Selection.of(explanation), pool.sources(), endpoints);
	}

}
