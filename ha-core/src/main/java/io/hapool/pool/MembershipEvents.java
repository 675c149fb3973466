package io.hapool.pool;

import java.util.List;
import java.util.stream.Collectors;

import io.hapool.event.EventPublisher;
import io.hapool.time.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of endpoints that join, leave and change. The endpoints with which a pool starts
 * are no news.
 */
final class MembershipEvents {

	private static final Logger logger = LoggerFactory.getLogger("io.hapool.pool");

	private static final int FEW = 5;

	private final String pool;

	private final Time time;

	private final EventPublisher events;

	private volatile boolean begun;

	MembershipEvents(String pool, Time time, EventPublisher events) {
		this.pool = pool;
		this.time = time;
		this.events = events;
	}

	/** From now on changes are news. */
	void begin() {
		begun = true;
	}

	String pool() {
		return pool;
	}

	void joined(PooledEndpoint<?> endpoint, String reason) {
		if (begun) {
			events.publish(new EndpointAdded(time.wallClock(), pool, endpoint.endpoint().id(), reason));
		}
	}

	void left(PooledEndpoint<?> endpoint, String reason) {
		events.publish(new EndpointRemoved(time.wallClock(), pool, endpoint.endpoint().id(), reason));
	}

	void updated(PooledEndpoint<?> endpoint, String difference, String reason) {
		EndpointUpdated event = new EndpointUpdated(time.wallClock(), pool, endpoint.endpoint().id(), difference,
				Credentials.mask(reason));
		logger.info("{}", event.description());
		events.publish(event);
	}

	/** One line, however many there are. */
	void changed(List<? extends PooledEndpoint<?>> joined, List<? extends PooledEndpoint<?>> left, String reason) {
		if (begun && !(joined.isEmpty() && left.isEmpty())) {
			logger.info("[{}] Joined: {}; left: {} ({})", pool, some(joined), some(left), reason);
		}
	}

	private static String some(List<? extends PooledEndpoint<?>> endpoints) {
		if (endpoints.isEmpty()) {
			return "none";
		}
		String names = endpoints.stream()
			.limit(FEW)
			.map((endpoint) -> endpoint.endpoint().id())
			.collect(Collectors.joining(", "));
		return (endpoints.size() > FEW) ? names + " and " + (endpoints.size() - FEW) + " more" : names;
	}

}
