package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What holds for all leases of a pool.
 *
 * @param isolation when endpoints are isolated, for how long, and what restores them
 * @param whenExhausted what happens when all are isolated
 * @param preferredZone the zone that comes first within a tier, if any does
 * @param maxLeaseAge after which a lease that its caller ends by hand counts as leaked,
 * above zero; found out within a third of that time
 */
public record LeaseRules(IsolationRules isolation, WhenExhausted whenExhausted, @Nullable String preferredZone,
		Duration maxLeaseAge) {

	/** How long a lease may be open: ten minutes. */
	public static final Duration MAX_LEASE_AGE = Duration.ofMinutes(10);

	/** The default isolation, trials when exhausted, no zone, ten minutes. */
	public static final LeaseRules DEFAULT = new LeaseRules(IsolationRules.DEFAULT, WhenExhausted.TRIAL, null,
			MAX_LEASE_AGE);

	/**
	 * Checks the numbers.
	 */
	public LeaseRules {
		Checks.positive("limits.max-lease-age", maxLeaseAge);
	}

}
