package io.hapool.pool.source;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * A source cannot tell, or knows of no endpoint: what it told last is kept. Its further
 * failures are no events until it has recovered.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param source the name of the source
 * @param reason why, free of credentials
 */
public record SourceFailed(Instant at, String pool, String source, String reason) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] source " + source + " failed: " + reason;
	}

}
