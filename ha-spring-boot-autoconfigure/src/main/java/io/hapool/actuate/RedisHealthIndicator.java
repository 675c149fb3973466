package io.hapool.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of the Redis databases: up as long as one of them is. A lost one is a
 * detail.
 */
public class RedisHealthIndicator implements HealthIndicator {

	private final RedisDatabases databases;

	/**
	 * Creates the indicator.
	 * @param databases what to look at
	 */
	public RedisHealthIndicator(RedisDatabases databases) {
		this.databases = databases;
	}

	@Override
	public Health health() {
		Map<String, Map<String, Object>> details = new LinkedHashMap<>();
		boolean up = false;
		for (DatabaseState database : databases.all()) {
			up |= database.isHealthy();
			details.put(database.name(), details(database));
		}
		Health.Builder health = up ? Health.up() : Health.down();
		databases.selected().ifPresent((selected) -> health.withDetail("selected", selected.name()));
		return health.withDetail("databases", details).build();
	}

	private static Map<String, Object> details(DatabaseState database) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("state", database.snapshot().status().toString());
		details.put("address", database.address());
		details.put("weight", database.weight());
		if (!database.isHealthy()) {
			details.put("reason", database.snapshot().history().reason());
		}
		return details;
	}

}
