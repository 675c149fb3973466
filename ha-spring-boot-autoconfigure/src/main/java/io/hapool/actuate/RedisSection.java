package io.hapool.actuate;

import java.time.Duration;
import java.util.function.Consumer;

import io.hapool.pool.OperatorAction;
import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.convert.DurationStyle;

/**
 * The part of {@code /actuator/ha} that is about the Redis databases.
 */
public class RedisSection {

	private static final String ACTIONS = "switch, force, weight";

	private final RedisDatabases databases;

	private final Time time;

	/**
	 * Creates the section.
	 * @param databases what to show
	 * @param time the clock
	 */
	public RedisSection(RedisDatabases databases, Time time) {
		this.databases = databases;
		this.time = time;
	}

	RedisDescriptor all() {
		return RedisDescriptor.of(databases);
	}

	@Nullable Object part(String... path) {
		if (path.length == 1) {
			return all();
		}
		return (path.length == 2) ? databases.find(path[1]).map(RedisDescriptor.DatabaseDescriptor::of).orElse(null)
				: null;
	}

	WebEndpointResponse<Object> operate(String database, OperatorRequest.Raw raw, SecurityContext security,
			Consumer<OperatorAction> published) {
		DatabaseState found = databases.find(database).orElse(null);
		if (found == null) {
			return HaEndpoint.refused(WebEndpointResponse.STATUS_NOT_FOUND, "there is no database \""
					+ OperatorText.brief(database) + "\" (expected: a name of /actuator/ha/redis)");
		}
		try {
			String reason = OperatorRequest.reason(raw);
			String by = OperatorRequest.by(raw, security);
			apply(found.name(), raw, reason + " (by " + by + ")");
			published.accept(new OperatorAction(time.wallClock(), RedisDatabases.POOL, found.name(),
					String.valueOf(raw.action()), by, reason));
		}
		catch (InvalidOperationException ex) {
			return HaEndpoint.refused(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
		catch (IllegalStateException ex) {
			return HaEndpoint.refused(HaEndpoint.CONFLICT, String.valueOf(ex.getMessage()));
		}
		return new WebEndpointResponse<>(part("redis", found.name()));
	}

	private void apply(String database, OperatorRequest.Raw raw, String reason) {
		String action = (raw.action() != null) ? raw.action() : "none";
		switch (action) {
			case "switch" -> databases.switchTo(database, reason);
			case "force" -> databases.force(database, duration(raw.duration()), reason);
			case "weight" -> databases.setWeight(database, OperatorRequest.weight(raw.weight()));
			default -> throw new InvalidOperationException(
					"action: \"" + OperatorText.brief(action) + "\" (expected: one of " + ACTIONS + ")");
		}
	}

	private static Duration duration(@Nullable String text) {
		try {
			Duration duration = (text != null) ? DurationStyle.detectAndParse(text) : Duration.ZERO;
			if (!duration.isNegative() && !duration.isZero()) {
				return duration;
			}
		}
		catch (IllegalArgumentException ex) {
			// falls through: the answer is the same
		}
		throw new InvalidOperationException("duration: " + ((text != null) ? OperatorText.brief(text) : "none")
				+ " (expected: a duration above 0, such as \"duration\": \"1h\")");
	}

}
