package io.hapool.pool;

/**
 * What the outcomes of its leases say of an endpoint.
 */
public enum HealthState {

	/** Nothing is known yet; selectable. */
	UNKNOWN,

	/** Its last decisive outcome was a success; selectable. */
	UP,

	/** Out of selection until its isolation ends. */
	ISOLATED,

	/** Let back in on trial: a few leases decide whether it is restored. */
	PROBATION;

	/**
	 * Returns whether leases are granted without further conditions.
	 * @return whether an endpoint in this state is selectable
	 */
	public boolean isSelectable() {
		return this == UNKNOWN || this == UP;
	}

}
