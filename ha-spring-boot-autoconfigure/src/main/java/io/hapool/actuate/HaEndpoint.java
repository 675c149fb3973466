package io.hapool.actuate;

import java.util.Map;
import java.util.TreeMap;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/ha}: the state of this application's pools, down to
 * {@code /actuator/ha/pools/billing/b2}.
 */
@Endpoint(id = "ha", defaultAccess = Access.READ_ONLY)
public class HaEndpoint {

	private final EndpointPools pools;

	/**
	 * Creates the endpoint.
	 * @param pools the pools to show
	 */
	public HaEndpoint(EndpointPools pools) {
		this.pools = pools;
	}

	/**
	 * Returns all there is.
	 * @return the whole state
	 */
	@ReadOperation
	public HaDescriptor ha() {
		return new HaDescriptor(descriptors());
	}

	/**
	 * Returns a part of the state.
	 * @param path {@code pools}, {@code pools/<pool>}, or {@code pools/<pool>/<endpoint>}
	 * with the id or alias of the endpoint
	 * @return the part, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable Object part(@Selector(match = Selector.Match.ALL_REMAINING) String... path) {
		if (!path[0].equals("pools") || path.length > 3) {
			return null;
		}
		if (path.length == 1) {
			return descriptors();
		}
		EndpointPool<?> pool = pools.find(path[1]).orElse(null);
		if (pool == null || path.length == 2) {
			return (pool != null) ? PoolDescriptor.of(pool) : null;
		}
		return pool.endpoint(path[2]).map(EndpointDescriptor::of).orElse(null);
	}

	private Map<String, PoolDescriptor> descriptors() {
		Map<String, PoolDescriptor> descriptors = new TreeMap<>();
		pools.all().forEach((pool) -> descriptors.put(pool.name(), PoolDescriptor.of(pool)));
		return descriptors;
	}

}
