package io.hapool.pool.source;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.hapool.pool.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What a source told last, and how it failed since.
 *
 * @param endpoints the last good set
 * @param since when it was told; {@code null}: never
 * @param failure why the source failed when it was asked last; {@code null}: it did not
 * @param failures how often in a row it failed
 * @param interval how long to wait after a success
 */
record Answer<T>(List<Endpoint<T>> endpoints, @Nullable Instant since, @Nullable String failure, int failures,
		Duration interval) {

	private static final Duration FIRST_REPETITION = Duration.ofSeconds(1);

	private static final int DOUBLINGS = 16;

	static <T> Answer<T> none(Duration interval) {
		return new Answer<>(List.of(), null, null, 0, interval);
	}

	Answer<T> failed(String reason) {
		return new Answer<>(endpoints, since, reason, failures + 1, interval);
	}

	Answer<T> every(Duration interval) {
		return new Answer<>(endpoints, since, failure, failures, interval);
	}

	/** A source that has never told anything is asked again sooner. */
	Duration pause() {
		if (since != null || failures == 0) {
			return interval;
		}
		Duration sooner = FIRST_REPETITION.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
		return (sooner.compareTo(interval) < 0) ? sooner : interval;
	}

}
