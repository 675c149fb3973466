package io.hapool.pool;

import org.jspecify.annotations.Nullable;

/**
 * What holds for all leases of a pool.
 *
 * @param isolation when endpoints are isolated, for how long, and what restores them
 * @param whenExhausted what happens when all are isolated
 * @param preferredZone the zone that comes first within a tier, if any does
 * @param limits how many leases there may be, and for how long
 */
public record LeaseRules(IsolationRules isolation, WhenExhausted whenExhausted, @Nullable String preferredZone,
		LeaseLimits limits) {

	/** The default isolation, trials when exhausted, no zone, no limits. */
	public static final LeaseRules DEFAULT = new LeaseRules(IsolationRules.DEFAULT, WhenExhausted.TRIAL, null,
			LeaseLimits.NONE);

}
