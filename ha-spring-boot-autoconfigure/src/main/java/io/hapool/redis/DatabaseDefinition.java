package io.hapool.redis;

import java.util.List;
import java.util.Objects;

import io.hapool.health.HealthCheck;

/**
 * A database that is to be one of several.
 *
 * @param name its name: lower-case letters, digits and inner dashes
 * @param weight above zero; of the healthy ones the heaviest is selected
 * @param client its connections
 * @param checks how its health is checked: all must pass; without any it counts as
 * healthy until commands fail
 */
public record DatabaseDefinition(String name, double weight, DatabaseClient client,
		List<HealthCheck<Database>> checks) {

	/**
	 * Checks the values.
	 */
	public DatabaseDefinition {
		if (name.isBlank()) {
			throw new IllegalArgumentException("database name: \"" + name + "\" (expected: a name, such as east)");
		}
		if (!(weight > 0)) {
			throw new IllegalArgumentException("weight of database \"" + name + "\": " + weight + " (expected: > 0)");
		}
		Objects.requireNonNull(client, "client");
		checks = List.copyOf(checks);
	}

}
