package io.hapool.redis;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * A pipeline or a transaction begins again from its beginning, where commands go now.
 *
 * @param at when, by the wall clock
 * @param failure why it did not end the first time: the name of the exception
 */
public record WorkRepeated(Instant at, String failure) implements HaEvent {

	@Override
	public String description() {
		return "[" + RedisDatabases.POOL + "] a pipeline or transaction begins again: " + failure;
	}

	@Override
	public String pool() {
		return RedisDatabases.POOL;
	}

}
