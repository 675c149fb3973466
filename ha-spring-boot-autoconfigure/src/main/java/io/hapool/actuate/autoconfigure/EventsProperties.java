package io.hapool.actuate.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of what happened.
 *
 * @param history how many of the latest events {@code /actuator/haevents} shows, from 1
 * to 100,000
 */
@ConfigurationProperties("ha.events")
public record EventsProperties(@DefaultValue("1000") int history) {

	private static final int LARGEST = 100_000;

	/** Checks the number. */
	public EventsProperties {
		if (history < 1 || history > LARGEST) {
			throw new IllegalArgumentException("ha.events.history: " + history + " (expected: 1 to " + LARGEST + ")");
		}
	}

}
