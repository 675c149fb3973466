package io.hapool.pool.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.Ratio;
import io.hapool.pool.WhenExhausted;
import org.jspecify.annotations.Nullable;

/**
 * One pool, or what pools inherit. What is absent is inherited.
 *
 * @param endpoints the endpoints: a URI each, or uri, id, tier, weight, zone, metadata
 * @param selection how an endpoint is selected: fastest, sticky, score, weighted,
 * round-robin, random, least-leased, or the name of a SelectionPolicy bean
 * @param preferZone whether endpoints of the own zone come first within a tier
 * @param idempotent whether repeating a call does no harm
 * @param timeout limit of the whole call
 * @param attemptTimeout limit of each attempt
 * @param interrupt whether the thread of a blocking attempt is interrupted when the limit
 * is reached or the endpoint is found hung
 * @param retry how often and how soon a call moves on
 * @param isolation when an endpoint is isolated, and for how long
 * @param probation what restores an isolated endpoint, and how
 * @param score how scores move; for the selection "score"
 * @param whenExhausted what happens when all endpoints are isolated
 * @param limits how many leases there may be, and for how long
 */
public record PoolProperties(@Nullable List<EndpointProperties> endpoints, @Nullable String selection,
		@Nullable Boolean preferZone, @Nullable Boolean idempotent, @Nullable Duration timeout,
		@Nullable Duration attemptTimeout, @Nullable Boolean interrupt, @Nullable Retry retry,
		@Nullable Isolation isolation, @Nullable Probation probation, @Nullable Score score,
		@Nullable WhenExhausted whenExhausted, @Nullable Limits limits) {

	/** Nothing said. */
	static final PoolProperties EMPTY = new PoolProperties(null, null, null, null, null, null, null, null, null, null,
			null, null, null);

	/**
	 * How often and how soon a call moves on.
	 *
	 * @param maxAttempts how many attempts a call may have; 0: each endpoint once
	 * @param backoff longest wait before the second pass over the endpoints
	 * @param maxBackoff longest wait of all
	 * @param budget retries per call over the whole pool, such as 20%; a call's first
	 * failover is exempt
	 * @param minRetriesPerSecond retries a second beside the budget
	 */
	public record Retry(@Nullable Integer maxAttempts, @Nullable Duration backoff, @Nullable Duration maxBackoff,
			@Nullable Ratio budget, @Nullable Integer minRetriesPerSecond) {

		static final Retry EMPTY = new Retry(null, null, null, null, null);

	}

	/**
	 * When an endpoint is isolated, and for how long.
	 *
	 * @param consecutiveFailures how many failures in a row isolate
	 * @param failureRate which share of failures within the window isolates, such as 50%
	 * @param minCalls how many calls there must be within the window for the failure rate
	 * to count
	 * @param minFailures how many failures there must be within the window for the
	 * failure rate to count
	 * @param window how far back the failure rate looks
	 * @param stuckAfter how long calls may hang before the endpoint is taken for hung;
	 * four times the usual latency if that is longer
	 * @param duration length of the first isolation
	 * @param maxDuration length of the longest isolation
	 * @param maxIsolated which share of the endpoints may be isolated for failures that
	 * do not prove them dead; one always may, the last usable one only with 100%
	 */
	public record Isolation(@Nullable Integer consecutiveFailures, @Nullable Ratio failureRate,
			@Nullable Integer minCalls, @Nullable Integer minFailures, @Nullable Duration window,
			@Nullable Duration stuckAfter, @Nullable Duration duration, @Nullable Duration maxDuration,
			@Nullable Ratio maxIsolated) {

		static final Isolation EMPTY = new Isolation(null, null, null, null, null, null, null, null, null);

	}

	/**
	 * What restores an isolated endpoint, and how.
	 *
	 * @param trialLeases how many trials in a row must succeed
	 * @param rampUp how long a restored endpoint takes to its full share
	 */
	public record Probation(@Nullable Integer trialLeases, @Nullable Duration rampUp) {

		static final Probation EMPTY = new Probation(null, null);

	}

	/**
	 * How scores move.
	 *
	 * @param initial score at the start and after a restore; also the highest
	 * @param success added by a success
	 * @param failure taken by a failure
	 */
	public record Score(@Nullable Integer initial, @Nullable Integer success, @Nullable Integer failure) {

		static final Score EMPTY = new Score(null, null, null);

	}

	/**
	 * How many leases there may be, and for how long.
	 *
	 * @param maxLeaseAge after which a lease that its caller ends by hand counts as
	 * leaked
	 */
	public record Limits(@Nullable Duration maxLeaseAge) {

		static final Limits EMPTY = new Limits(null);

	}

}
