package io.hapool.call;

import java.time.Duration;

import io.hapool.pool.Ratio;

/**
 * How often and how soon a call moves on. The first pass over the endpoints has no delay;
 * the n-th pass after it waits a random time up to {@code backoff x 2^(n-1)}, at most
 * {@code maxBackoff} (full jitter).
 *
 * @param maxAttempts how many attempts a call may have; 0: each endpoint once
 * @param backoff the longest wait before the second pass, above zero
 * @param maxBackoff the longest wait of all, at least {@code backoff}
 * @param budget how many retries there may be per call, over the whole pool; a call's
 * first failover is exempt
 * @param minRetriesPerSecond how many retries there may be beside that, 0 or more
 */
public record RetryRules(int maxAttempts, Duration backoff, Duration maxBackoff, Ratio budget,
		int minRetriesPerSecond) {

	/** Each endpoint once, 25 to 250 ms, a budget of 20 % and 10 a second. */
	public static final RetryRules DEFAULT = new RetryRules(0, Duration.ofMillis(25), Duration.ofMillis(250),
			new Ratio(0.2), 10);

	/**
	 * Checks the numbers.
	 */
	public RetryRules {
		if (maxAttempts < 0) {
			throw new IllegalArgumentException("retry.max-attempts: " + maxAttempts + " (expected: >= 0)");
		}
		if (backoff.isNegative() || backoff.isZero()) {
			throw new IllegalArgumentException("retry.backoff: " + backoff + " (expected: > 0)");
		}
		if (maxBackoff.compareTo(backoff) < 0) {
			throw new IllegalArgumentException("retry.max-backoff: " + maxBackoff + " (expected: >= " + backoff + ")");
		}
		if (minRetriesPerSecond < 0) {
			throw new IllegalArgumentException(
					"retry.min-retries-per-second: " + minRetriesPerSecond + " (expected: >= 0)");
		}
	}

	/**
	 * Returns these rules with another number of attempts.
	 * @param maxAttempts how many attempts a call may have; 0: each endpoint once
	 * @return the rules
	 */
	public RetryRules withMaxAttempts(int maxAttempts) {
		return new RetryRules(maxAttempts, backoff, maxBackoff, budget, minRetriesPerSecond);
	}

}
