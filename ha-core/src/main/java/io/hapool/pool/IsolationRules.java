package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When an endpoint is isolated, for how long, and how it comes back. A rule whose number
 * is {@code null} is off.
 * <p>
 * The k-th isolation lasts {@code duration x 2^(k-1)}, at most {@code maxDuration}, times
 * a random factor from 0.75 to 1.25 so that endpoints do not come back in step; k falls
 * by one per 30 seconds of health (the base ejection time of Envoy's outlier detection).
 * Start with {@link #DEFAULT} and change what differs.
 *
 * @param consecutiveFailures how many failures in a row isolate, 1 or more
 * @param failureRate which share of failures in the window isolates
 * @param window how far back the failure rate looks, at least 100 ms
 * @param stuckAfter how long leases may hang before the endpoint is taken for hung, above
 * zero; four times the usual latency if that is longer
 * @param duration the first isolation, above zero
 * @param maxDuration the longest isolation, at least {@code duration}
 * @param maxIsolated which share of the endpoints may be out for failures that do not
 * prove them dead; one always may, the last usable one never, unless this is 1
 * @param trialLeases how many trials in a row must succeed to restore, 1 to 100
 * @param rampUp how long a restored endpoint takes to its full share, above zero
 */
public record IsolationRules(@Nullable Integer consecutiveFailures, @Nullable FailureRate failureRate, Duration window,
		@Nullable Duration stuckAfter, Duration duration, Duration maxDuration, Ratio maxIsolated, int trialLeases,
		@Nullable Duration rampUp) {

	private static final int MAX_CONSECUTIVE = 65_535;

	private static final int MAX_TRIALS = 100;

	private static final Duration SHORTEST_WINDOW = Duration.ofMillis(100);

	/**
	 * Three failures in a row, half of at least 20 calls in 10 seconds, or nothing
	 * completed for 2 seconds; out for 20 seconds to 5 minutes, half of the endpoints at
	 * most; three trials, then 10 seconds of ramp-up.
	 */
	public static final IsolationRules DEFAULT = new IsolationRules(3, new FailureRate(new Ratio(0.5), 20, 0),
			Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMinutes(5),
			new Ratio(0.5), 3, Duration.ofSeconds(10));

	/**
	 * Checks the numbers.
	 */
	public IsolationRules {
		if (consecutiveFailures != null) {
			Checks.between("isolation.consecutive-failures", consecutiveFailures, 1, MAX_CONSECUTIVE);
		}
		Checks.notLess("isolation.window", window, SHORTEST_WINDOW);
		Checks.positive("isolation.stuck-after", stuckAfter);
		Checks.positive("isolation.duration", duration);
		Checks.notLess("isolation.max-duration", maxDuration, duration);
		Checks.share("isolation.max-isolated", maxIsolated);
		Checks.between("probation.trial-leases", trialLeases, 1, MAX_TRIALS);
		Checks.positive("probation.ramp-up", rampUp);
	}

	/**
	 * When a share of failures isolates.
	 *
	 * @param rate which share, above 0
	 * @param minCalls of how many calls in the window, 1 or more
	 * @param minFailures and of how many failures, 0 or more
	 */
	public record FailureRate(Ratio rate, int minCalls, int minFailures) {

		/**
		 * Checks the numbers.
		 */
		public FailureRate {
			if (rate.value() <= 0) {
				throw new IllegalArgumentException("isolation.failure-rate: " + rate + " (expected: > 0%)");
			}
			Checks.share("isolation.failure-rate", rate);
			Checks.atLeast("isolation.min-calls", minCalls, 1);
			Checks.atLeast("isolation.min-failures", minFailures, 0);
		}

		boolean isReached(Tally tally) {
			return tally.total() >= minCalls && tally.failures() >= Math.max(1, minFailures)
					&& tally.failures() >= rate.value() * tally.total();
		}

	}

	/**
	 * Returns these rules with another number of failures in a row.
	 * @param failures how many isolate, or {@code null}: no number does
	 * @return the rules
	 */
	public IsolationRules withConsecutiveFailures(@Nullable Integer failures) {
		return new IsolationRules(failures, failureRate, window, stuckAfter, duration, maxDuration, maxIsolated,
				trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another failure rate.
	 * @param rate which share isolates, or {@code null}: none does
	 * @return the rules
	 */
	public IsolationRules withFailureRate(@Nullable FailureRate rate) {
		return new IsolationRules(consecutiveFailures, rate, window, stuckAfter, duration, maxDuration, maxIsolated,
				trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another window.
	 * @param window how far back the failure rate looks
	 * @return the rules
	 */
	public IsolationRules withWindow(Duration window) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another limit for what hangs.
	 * @param stuckAfter how long leases may hang, or {@code null}: for ever
	 * @return the rules
	 */
	public IsolationRules withStuckAfter(@Nullable Duration stuckAfter) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

	/**
	 * Returns these rules with other lengths of isolation.
	 * @param duration the first isolation
	 * @param maxDuration the longest isolation
	 * @return the rules
	 */
	public IsolationRules withDuration(Duration duration, Duration maxDuration) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another limit of what may be out.
	 * @param maxIsolated which share of the endpoints
	 * @return the rules
	 */
	public IsolationRules withMaxIsolated(Ratio maxIsolated) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another number of trials.
	 * @param trialLeases how many must succeed
	 * @return the rules
	 */
	public IsolationRules withTrialLeases(int trialLeases) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

	/**
	 * Returns these rules with another ramp-up.
	 * @param rampUp how long, or {@code null}: the full share at once
	 * @return the rules
	 */
	public IsolationRules withRampUp(@Nullable Duration rampUp) {
		return new IsolationRules(consecutiveFailures, failureRate, window, stuckAfter, duration, maxDuration,
				maxIsolated, trialLeases, rampUp);
	}

}
