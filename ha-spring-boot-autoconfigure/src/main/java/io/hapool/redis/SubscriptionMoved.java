package io.hapool.redis;

import java.time.Instant;

import io.hapool.event.HaEvent;

/**
 * Somebody listens at another database, or again at the same one on another connection.
 *
 * @param at when, by the wall clock
 * @param from the name of the database that it listened to
 * @param to the name of the database that it listens to
 */
public record SubscriptionMoved(Instant at, String from, String to) implements HaEvent {

	@Override
	public String description() {
		return "[" + RedisDatabases.POOL + "] a subscription moved: " + from + " -> " + to;
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
