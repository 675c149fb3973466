package io.hapool.pool;

import java.time.Duration;

/**
 * When an endpoint is isolated, for how long, and how many trials restore it. The k-th
 * isolation lasts {@code duration x 2^(k-1)}, at most {@code maxDuration}, times a random
 * factor from 0.75 to 1.25 so that endpoints do not come back in step; k falls by one per
 * 30 seconds of health (the base ejection time of Envoy's outlier detection).
 *
 * @param consecutiveFailures how many failures in a row isolate, 1 or more
 * @param duration the first isolation, above zero
 * @param maxDuration the longest isolation, at least {@code duration}
 * @param trialLeases how many trials in a row must succeed to restore, 1 or more
 */
public record IsolationRules(int consecutiveFailures, Duration duration, Duration maxDuration, int trialLeases) {

	/** Three failures, 20 seconds to 5 minutes, three trials. */
	public static final IsolationRules DEFAULT = new IsolationRules(3, Duration.ofSeconds(20), Duration.ofMinutes(5),
			3);

	/**
	 * Checks the numbers.
	 */
	public IsolationRules {
		Checks.atLeast("isolation.consecutive-failures", consecutiveFailures, 1);
		Checks.positive("isolation.duration", duration);
		Checks.notLess("isolation.max-duration", maxDuration, duration);
		Checks.atLeast("probation.trial-leases", trialLeases, 1);
	}

}
