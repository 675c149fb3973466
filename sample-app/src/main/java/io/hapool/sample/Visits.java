package io.hapool.sample;

import java.time.Duration;
import java.time.Instant;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * What the sample keeps in Redis, by what Spring has for it: nothing here knows that
 * there are several databases.
 */
@Component
class Visits {

	private static final String COUNTER = "visits";

	private static final String LAST = "last-visit";

	private final StringRedisTemplate redis;

	Visits(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/**
	 * Remembers that somebody was here: does no harm when it is done twice, so it never
	 * fails while one database is up.
	 */
	void remember() {
		redis.opsForValue().set(LAST, Instant.now().toString(), Duration.ofMinutes(10));
	}

	/**
	 * Counts somebody. To be counted twice would be wrong, so it is not repeated when
	 * nobody knows whether it was done: that is an exception, and the caller's to handle.
	 */
	void count() {
		redis.opsForValue().increment(COUNTER);
	}

	/** How many were counted, by the database that is selected. */
	long counted() {
		String count = redis.opsForValue().get(COUNTER);
		return (count != null) ? Long.parseLong(count) : 0;
	}

	/**
	 * A text that takes long to make, kept in the cache for a while.
	 */
	@Cacheable("greetings")
	public String greeting() {
		return "Made at " + Instant.now();
	}

}
