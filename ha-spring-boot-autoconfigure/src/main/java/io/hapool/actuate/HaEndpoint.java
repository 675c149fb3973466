package io.hapool.actuate;

import java.util.Map;
import java.util.TreeMap;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.event.EventPublisher;
import io.hapool.pool.AdminState;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.OperatorAction;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/ha}: the state of this application's pools, down to
 * {@code /actuator/ha/pools/billing/b2}, where operators may write as well if
 * {@code management.endpoint.ha.access} lets them.
 */
@Endpoint(id = "ha", defaultAccess = Access.READ_ONLY)
public class HaEndpoint {

	static final int CONFLICT = 409;

	private final EndpointPools pools;

	private final EventPublisher events;

	private final Time time;

	private final @Nullable RedisSection redis;

	/**
	 * Creates the endpoint.
	 * @param pools the pools to show
	 * @param events whom to tell of what operators do
	 * @param time the clock
	 * @param redis the Redis databases, if there are any
	 */
	public HaEndpoint(EndpointPools pools, EventPublisher events, Time time, @Nullable RedisSection redis) {
		this.pools = pools;
		this.events = events;
		this.time = time;
		this.redis = redis;
	}

	/**
	 * Returns all there is.
	 * @return the whole state
	 */
	@ReadOperation
	public HaDescriptor ha() {
		return new HaDescriptor(descriptors(), (redis != null) ? redis.all() : null);
	}

	/**
	 * Returns a part of the state.
	 * @param path {@code pools}, {@code pools/<pool>}, or {@code pools/<pool>/<endpoint>}
	 * with the id or alias of the endpoint; {@code redis} or {@code redis/<database>}
	 * @return the part, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable Object part(@Selector(match = Selector.Match.ALL_REMAINING) String... path) {
		if (path[0].equals("redis") && redis != null) {
			return redis.part(path);
		}
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
		return descriptor(pool, path[2]);
	}

	/**
	 * Does something to an endpoint, or a database.
	 * @param path {@code pools/<pool>/<endpoint>} with the id or alias of the endpoint,
	 * or {@code redis/<database>}
	 * @param action what to do: isolate, restore, drain, pin, unpin or weight; of a
	 * database switch, force or weight
	 * @param reason why, at most 500 characters
	 * @param by who asks, at most 100 characters; means nothing if somebody is
	 * authenticated
	 * @param weight the share of the endpoint within its tier, above 0; for the action
	 * weight
	 * @param duration how long, such as 1h; for the action force
	 * @param security who is authenticated
	 * @return the endpoint as it is then; 400, 404 or 409 with what to write instead
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(@Selector(match = Selector.Match.ALL_REMAINING) String[] path,
			@Nullable String action, @Nullable String reason, @Nullable String by, @Nullable String weight,
			@Nullable String duration, SecurityContext security) {
		OperatorRequest.Raw raw = new OperatorRequest.Raw(action, reason, by, weight, duration);
		if (path.length == 2 && path[0].equals("redis") && redis != null) {
			return redis.operate(path[1], raw, security, this::publish);
		}
		if (path.length != 3 || !path[0].equals("pools")) {
			return refused(WebEndpointResponse.STATUS_NOT_FOUND,
					"nothing can be done here (expected: pools/<pool>/<endpoint>"
							+ ((redis != null) ? " or redis/<database>" : "") + ")");
		}
		try {
			return operate(path[1], path[2], OperatorRequest.of(raw, security));
		}
		catch (InvalidOperationException ex) {
			return refused(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
	}

	private WebEndpointResponse<Object> operate(String poolName, String idOrAlias, OperatorRequest request) {
		EndpointPool<?> pool = pools.find(poolName).orElse(null);
		if (pool == null) {
			return refused(WebEndpointResponse.STATUS_NOT_FOUND, "there is no pool \"" + OperatorText.brief(poolName)
					+ "\" (expected: one of " + pools.names() + ")");
		}
		EndpointSnapshot<?> endpoint = pool.endpoint(idOrAlias).orElse(null);
		if (endpoint == null) {
			return refused(WebEndpointResponse.STATUS_NOT_FOUND,
					"pool \"" + poolName + "\" has no endpoint \"" + OperatorText.brief(idOrAlias)
							+ "\" (expected: an alias or id of /actuator/ha/pools/" + poolName + ")");
		}
		if (endpoint.status().admin() == AdminState.MAINTENANCE && !request.operation().worksInMaintenance()) {
			return refused(CONFLICT, "endpoint \"" + OperatorText.brief(idOrAlias)
					+ "\" is in maintenance (expected: the action restore first)");
		}
		String id = endpoint.endpoint().id();
		try {
			request.operation().apply(pool, id, request);
		}
		catch (IllegalArgumentException ex) {
			// it has left in the meantime
			return refused(WebEndpointResponse.STATUS_NOT_FOUND, String.valueOf(ex.getMessage()));
		}
		publish(new OperatorAction(time.wallClock(), poolName, id, request.operation().word(), request.by(),
				request.reason()));
		return new WebEndpointResponse<>(descriptor(pool, id));
	}

	private void publish(OperatorAction action) {
		events.publish(action);
	}

	private static @Nullable EndpointDescriptor descriptor(EndpointPool<?> pool, String idOrAlias) {
		return pool.endpoint(idOrAlias).map((endpoint) -> EndpointDescriptor.of(endpoint, pool.explain())).orElse(null);
	}

	static WebEndpointResponse<Object> refused(int status, String error) {
		return new WebEndpointResponse<>(
				Map.of("error", error, "example", Map.of("action", "isolate", "reason", "release 7", "by", "ann")),
				status);
	}

	private Map<String, PoolDescriptor> descriptors() {
		Map<String, PoolDescriptor> descriptors = new TreeMap<>();
		pools.all().forEach((pool) -> descriptors.put(pool.name(), PoolDescriptor.of(pool)));
		return descriptors;
	}

}
