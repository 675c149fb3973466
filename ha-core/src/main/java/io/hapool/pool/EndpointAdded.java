package io.hapool.pool;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * An endpoint has joined its pool.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param endpoint the id of the endpoint
 * @param reason why, free of credentials
 */
public record EndpointAdded(Instant at, String pool, String endpoint, String reason) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] " + endpoint + " joined the pool: " + reason;
	}

}
