package io.hapool.pool;

import java.time.Duration;

/**
 * How many leases there may be, and for how long.
 *
 * @param leasesPerEndpoint how many leases of an endpoint may be open at once; 0: as many
 * as there are
 * @param queue how many calls may wait for a lease while all endpoints that they may have
 * are at that limit; 0: none waits
 * @param queueTimeout how long each waits at most, above zero; its own timeout may end it
 * sooner
 * @param maxLeaseAge after which a lease that its caller ends by hand counts as leaked,
 * above zero; found out within a third of that time
 */
public record LeaseLimits(int leasesPerEndpoint, int queue, Duration queueTimeout, Duration maxLeaseAge) {

	/** As many leases as there are, ten minutes each. */
	public static final LeaseLimits NONE = new LeaseLimits(0, 0, Duration.ofSeconds(1), Duration.ofMinutes(10));

	/**
	 * Checks the numbers.
	 */
	public LeaseLimits {
		Checks.between("limits.leases-per-endpoint", leasesPerEndpoint, 0, Cells.MOST_OPEN);
		Checks.atLeast("limits.queue", queue, 0);
		Checks.positive("limits.queue-timeout", queueTimeout);
		Checks.positive("limits.max-lease-age", maxLeaseAge);
		if (queue > 0 && leasesPerEndpoint == 0) {
			throw new IllegalArgumentException("limits.queue: " + queue
					+ " (expected: limits.leases-per-endpoint beside it, without which nobody ever waits)");
		}
	}

	/**
	 * Returns these limits with another age.
	 * @param age after which a lease counts as leaked
	 * @return the limits
	 */
	public LeaseLimits withMaxLeaseAge(Duration age) {
		return new LeaseLimits(leasesPerEndpoint, queue, queueTimeout, age);
	}

	boolean areSet() {
		return leasesPerEndpoint > 0;
	}

}
