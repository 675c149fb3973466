package io.hapool.pool;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * An operator has done something to an endpoint. If that changed its state, an
 * {@link EndpointChanged} tells of it as well.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param endpoint the id of the endpoint
 * @param action what was done, such as {@code isolate}
 * @param by who did it, free of credentials
 * @param reason why, free of credentials
 */
public record OperatorAction(Instant at, String pool, String endpoint, String action, String by,
		String reason) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] " + endpoint + " " + action + " by " + by + ": " + reason;
	}

}
