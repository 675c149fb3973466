package io.hapool.pool;

/**
 * What outcomes and checks say of an endpoint.
 */
public enum HealthState {

	/** Nothing is known yet; selectable. */
	UNKNOWN,

	/** Its last decisive outcome was a success; selectable. */
	UP,

	/** It may be dead and is being probed; selectable if nobody better is. */
	SUSPECT,

	/** Restored a moment ago; selectable, with a share that grows. */
	RAMPING,

	// selectable above, not selectable below: StateWord rests on it

	/** Out of selection until its isolation ends. */
	ISOLATED,

	/** Let back in on trial: a few leases decide whether it is restored. */
	PROBATION;

	/**
	 * Returns whether leases are granted without further conditions.
	 * @return whether an endpoint in this state is selectable
	 */
	public boolean isSelectable() {
		return compareTo(ISOLATED) < 0;
	}

}
