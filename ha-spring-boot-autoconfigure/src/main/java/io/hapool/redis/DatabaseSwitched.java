package io.hapool.redis;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * Another database is selected: commands that begin from now on go there.
 *
 * @param at when, by the wall clock
 * @param from the name of the one that was selected
 * @param to the name of the one that is
 * @param reason why
 * @param detail why, for people to read
 */
public record DatabaseSwitched(Instant at, String from, String to, SwitchReason reason,
		String detail) implements HaEvent {

	@Override
	public String description() {
		return "[" + RedisDatabases.POOL + "] " + from + " -> " + to + " (" + reason + "): " + detail;
	}

	@Override
	public String pool() {
		return RedisDatabases.POOL;
	}

	@Override
	public String endpoint() {
		return to;
	}

}
