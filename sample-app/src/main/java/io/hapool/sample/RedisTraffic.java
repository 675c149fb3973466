package io.hapool.sample;

import java.util.concurrent.atomic.LongAdder;

import io.hapool.redis.DatabasesUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Visits without end, so that there is something to see when a database fails.
 */
@Component
class RedisTraffic {

	private final Visits visits;

	private final News news;

	private final LongAdder remembered = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder unknown = new LongAdder();

	private volatile @Nullable String lastFailure;

	RedisTraffic(Visits visits, News news) {
		this.visits = visits;
		this.news = news;
	}

	@Scheduled(fixedDelayString = "${sample.redis.pause}")
	void visit() {
		try {
			visits.remember();
			remembered.increment();
		}
		catch (RuntimeException ex) {
			failures.increment();
			lastFailure = ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		try {
			visits.count();
		}
		catch (RuntimeException ex) {
			// without any database it was never sent
			if (!(ex instanceof DatabasesUnavailableException)) {
				unknown.increment();
			}
		}
		news.publish();
	}

	Summary summary() {
		return new Summary(remembered.sum(), failures.sum(), unknown.sum(), lastFailure);
	}

	/**
	 * What the visitors have seen.
	 *
	 * @param remembered writes that may be repeated
	 * @param failures of those, how many failed
	 * @param unknown increments of which nobody knows whether they were done
	 * @param lastFailure the last failure of a write that may be repeated
	 */
	record Summary(long remembered, long failures, long unknown, @Nullable String lastFailure) {
	}

}
