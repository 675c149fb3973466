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
 * @param selection how an endpoint is selected: sticky, score, round-robin, random, or
 * the name of a SelectionPolicy bean
 * @param preferZone whether endpoints of the own zone come first within a tier
 * @param idempotent whether repeating a call does no harm
 * @param timeout limit of the whole call
 * @param attemptTimeout limit of each attempt
 * @param retry how often and how soon a call moves on
 * @param isolation when an endpoint is isolated, and for how long
 * @param probation what restores an isolated endpoint
 * @param score how scores move; for the selection "score"
 * @param whenExhausted what happens when all endpoints are isolated
 */
public record PoolProperties(@Nullable List<EndpointProperties> endpoints, @Nullable String selection,
		@Nullable Boolean preferZone, @Nullable Boolean idempotent, @Nullable Duration timeout,
		@Nullable Duration attemptTimeout, @Nullable Retry retry, @Nullable Isolation isolation,
		@Nullable Probation probation, @Nullable Score score, @Nullable WhenExhausted whenExhausted) {

	/** Nothing said. */
	static final PoolProperties EMPTY = new PoolProperties(null, null, null, null, null, null, null, null, null, null,
			null);

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
	 * @param duration length of the first isolation
	 * @param maxDuration length of the longest isolation
	 */
	public record Isolation(@Nullable Integer consecutiveFailures, @Nullable Duration duration,
			@Nullable Duration maxDuration) {

		static final Isolation EMPTY = new Isolation(null, null, null);

	}

	/**
	 * What restores an isolated endpoint.
	 *
	 * @param trialLeases how many trials in a row must succeed
	 */
	public record Probation(@Nullable Integer trialLeases) {

		static final Probation EMPTY = new Probation(null);

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

}
