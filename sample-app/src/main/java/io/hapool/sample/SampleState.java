package io.hapool.sample;

import java.time.Instant;
import java.util.List;

import io.hapool.call.CallCounts;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows.
 *
 * @param now when this was so
 * @param traffic what the callers have seen
 * @param pool what the pool has counted
 * @param endpoints the endpoints of the pool
 * @param news what came of the messages on a channel of Redis
 * @param events the last events, the newest first
 */
record SampleState(Instant now, TrafficSummary traffic, CallCounts pool, List<Row> endpoints, News.Summary news,
		List<RecentEvents.Entry> events) {

	/**
	 * An endpoint, the backend behind it, and what became of both.
	 *
	 * @param id the id of the endpoint, which is the name of the backend too
	 * @param uri where it is
	 * @param backend how the backend is
	 * @param status how the pool sees the endpoint
	 * @param successes attempts that succeeded
	 * @param failures attempts that failed
	 * @param openLeases attempts under way
	 * @param share which part of the last seconds' quotes it gave, 0 to 1
	 */
	record Row(String id, String uri, String backend, Status status, long successes, long failures, int openLeases,
			double share) {
	}

	/**
	 * How the pool sees an endpoint.
	 *
	 * @param state its state
	 * @param since since when
	 * @param reason why
	 * @param endsInSeconds how long its isolation still lasts, if it is isolated
	 * @param weight its share
	 * @param selection why leases go to it first, last or not at all
	 */
	record Status(String state, Instant since, String reason, @Nullable Double endsInSeconds, double weight,
			String selection) {
	}

}
