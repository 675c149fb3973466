package io.hapool.pool;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * An endpoint has changed its state.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param endpoint the id of the endpoint
 * @param from what it was
 * @param to what it is
 * @param reason why, free of credentials
 * @param generation the generation that begins or goes on
 */
public record EndpointChanged(Instant at, String pool, String endpoint, EndpointStatus from, EndpointStatus to,
		String reason, int generation) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] " + endpoint + " " + from + " -> " + to + ": " + reason;
	}

}
