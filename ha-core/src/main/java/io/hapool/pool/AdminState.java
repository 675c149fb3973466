package io.hapool.pool;

/**
 * What an operator has said of an endpoint, whatever its health.
 */
public enum AdminState {

	/** Leases are granted as its health allows. */
	READY,

	/** While it is usable, all leases are granted on it. */
	PINNED,

	// leasable above, not leasable below: StateWord rests on it

	/** No new leases; the open ones go on. */
	DRAINING,

	/** Isolated by hand: no leases until it is restored by hand. */
	MAINTENANCE;

	/**
	 * Returns whether leases are granted as the health allows.
	 * @return whether an endpoint in this state may be leased
	 */
	public boolean isLeasable() {
		return compareTo(DRAINING) < 0;
	}

}
