package io.hapool.pool.source;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * A source that had failed tells of endpoints again.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 * @param source the name of the source
 * @param reason how many it tells of
 */
public record SourceRecovered(Instant at, String pool, String source, String reason) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] source " + source + " recovered: " + reason;
	}

}
