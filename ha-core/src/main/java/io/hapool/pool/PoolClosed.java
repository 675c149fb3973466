package io.hapool.pool;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * A pool has been closed: it grants no more leases.
 *
 * @param at when, by the wall clock
 * @param pool the name of the pool
 */
public record PoolClosed(Instant at, String pool) implements HaEvent {

	@Override
	public String description() {
		return "[" + pool + "] the pool is closed";
	}

}
