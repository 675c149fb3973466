package io.hapool.pool.source;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * Two sources name one endpoint: what the first of them says counts. Told once, not each
 * time the sources are asked.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param endpoint the id of the endpoint
 * @param kept the name of the source that counts; {@value PoolSources#LISTED}: it is
 * listed
 * @param ignored the name of the source that does not; the same one if it names the
 * endpoint twice
 */
public record EndpointShadowed(Instant at, String pool, String endpoint, String kept,
		String ignored) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] " + endpoint
				+ (kept.equals(ignored) ? " is named more than once by " + kept + ": the first counts"
						: " is named by " + kept + " and by " + ignored + ": " + kept + " counts");
	}

}
