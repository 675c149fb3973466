package io.hapool.pool;

import java.time.Duration;

/**
 * What holds for the leases of a pool now. Replaced while the pool runs: who needs two
 * things of one moment reads them from one record.
 */
final class CurrentRules<T> {

	/** What counts as hung sooner than this is looked for more often. */
	private static final Duration SOON = Duration.ofSeconds(1);

	private static final long SHORTEST_PERIOD = Duration.ofMillis(10).toNanos();

	private static final int LOOKS = 10;

	private volatile LeaseRules rules;

	private volatile LeasePolicies<T> policies;

	private volatile boolean checksDecide;

	CurrentRules(LeaseRules rules, LeasePolicies<T> policies, PoolCheck<T> check) {
		this.rules = rules;
		this.policies = policies;
		this.checksDecide = check.decides();
	}

	/** Whether what the checks say decides, or calls have the last word. */
	boolean checksDecide() {
		return checksDecide;
	}

	/** How often what hangs is looked for. */
	Duration upkeepPeriod() {
		Duration stuckAfter = rules.isolation().stuckAfter();
		return (stuckAfter != null && stuckAfter.compareTo(SOON) < 0)
				? Duration.ofNanos(Math.max(SHORTEST_PERIOD, stuckAfter.toNanos() / LOOKS)) : Upkeep.PERIOD;
	}

	LeaseRules rules() {
		return rules;
	}

	IsolationRules isolation() {
		return rules.isolation();
	}

	LeaseLimits limits() {
		return rules.limits();
	}

	/** Those of leases that bring none of their own. */
	LeasePolicies<T> policies() {
		return policies;
	}

	void replace(LeaseRules rules, LeasePolicies<T> policies, PoolCheck<T> check) {
		this.checksDecide = check.decides();
		this.rules = rules;
		this.policies = policies;
	}

}
