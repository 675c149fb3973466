package io.hapool.pool;

/**
 * What holds for the leases of a pool now. Replaced while the pool runs: who needs two
 * things of one moment reads them from one record.
 */
final class CurrentRules<T> {

	private volatile LeaseRules rules;

	private volatile LeasePolicies<T> policies;

	CurrentRules(LeaseRules rules, LeasePolicies<T> policies) {
		this.rules = rules;
		this.policies = policies;
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

	void replace(LeaseRules rules, LeasePolicies<T> policies) {
		this.rules = rules;
		this.policies = policies;
	}

}
