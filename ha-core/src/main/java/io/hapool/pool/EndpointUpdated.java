package io.hapool.pool;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * What is known of an endpoint has changed: tier, weight, zone or metadata. Its state and
 * its numbers stay.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param endpoint the id of the endpoint
 * @param change what is otherwise, such as {@code weight 1.0 -> 2.0}
 * @param reason why, free of credentials
 */
public record EndpointUpdated(Instant at, String pool, String endpoint, String change,
		String reason) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] " + endpoint + " " + change + ": " + reason;
	}

}
