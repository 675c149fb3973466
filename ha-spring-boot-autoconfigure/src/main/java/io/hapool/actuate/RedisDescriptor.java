package io.hapool.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;
import org.jspecify.annotations.Nullable;

/**
 * The Redis databases, as {@code /actuator/ha/redis} shows them. Free of credentials.
 *
 * @param selected the name of the one that commands go to, once there is one
 * @param switches how often another was selected, by reason
 * @param databases all of them by name
 */
public record RedisDescriptor(@Nullable String selected, Map<String, Long> switches,
		Map<String, DatabaseDescriptor> databases) {

	/**
	 * One database.
	 *
	 * @param address where it is
	 * @param selected whether commands go there
	 * @param weight of the healthy ones the heaviest is selected
	 * @param healthy whether it may be selected
	 * @param state what counts: its health, or what an operator said of it
	 * @param since when it came into this state
	 * @param reason why
	 * @param isolationEndsIn how long its isolation still lasts, if it is isolated
	 * @param lastFailure its last failure, if a command ever failed there
	 * @param counts what was booked on it
	 * @param checks what its health checks said
	 */
	public record DatabaseDescriptor(String address, boolean selected, double weight, boolean healthy, String state,
			Instant since, String reason, @Nullable Duration isolationEndsIn,
			EndpointDescriptor.@Nullable FailureDescriptor lastFailure, EndpointSnapshot.Counts counts,
			EndpointDescriptor.@Nullable ChecksDescriptor checks) {

		static DatabaseDescriptor of(DatabaseState database) {
			EndpointSnapshot<?> snapshot = database.snapshot();
			return new DatabaseDescriptor(database.address(), database.isSelected(), database.weight(),
					database.isHealthy(), snapshot.status().toString(), snapshot.history().since(),
					snapshot.history().reason(), snapshot.isolationEnds(),
					(snapshot.lastFailure() != null) ? EndpointDescriptor.FailureDescriptor.of(snapshot.lastFailure())
							: null,
					snapshot.counts(),
					(snapshot.checks() != null) ? EndpointDescriptor.ChecksDescriptor.of(snapshot.checks()) : null);
		}

	}

	static RedisDescriptor of(RedisDatabases redis) {
		Map<String, DatabaseDescriptor> databases = new LinkedHashMap<>();
		redis.all().forEach((database) -> databases.put(database.name(), DatabaseDescriptor.of(database)));
		Map<String, Long> switches = new LinkedHashMap<>();
		redis.switches().forEach((reason, count) -> switches.put(reason.name(), count));
		return new RedisDescriptor(redis.selected().map(DatabaseState::name).orElse(null), switches, databases);
	}

}
