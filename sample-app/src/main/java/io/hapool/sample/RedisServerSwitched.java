package io.hapool.sample;

import java.time.Instant;

import io.hapool.event.HaEvent;
import io.hapool.sample.redis.RedisAction;

/**
 * Somebody is about to break or mend a Redis server.
 *
 * @param at when
 * @param server the name of the server
 * @param action what is done to it
 */
record RedisServerSwitched(Instant at, String server, RedisAction action) implements HaEvent {

	@Override
	public String description() {
		return "You: Redis server " + server + " " + action.effect();
	}

}
