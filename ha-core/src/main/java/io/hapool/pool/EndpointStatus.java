package io.hapool.pool;

/**
 * The two states of an endpoint together.
 *
 * @param admin what an operator said
 * @param health what the outcomes say
 */
public record EndpointStatus(AdminState admin, HealthState health) {

	/**
	 * Returns whether leases are granted without further conditions.
	 * @return whether an endpoint with this status is selectable
	 */
	public boolean isSelectable() {
		return admin.isLeasable() && health.isSelectable();
	}

	/**
	 * Returns the state that counts: what an operator forbids if there is such a word,
	 * else the health.
	 */
	@Override
	public String toString() {
		return switch (admin) {
			case READY -> health.name();
			case PINNED -> admin + " " + health;
			case DRAINING, MAINTENANCE -> admin.name();
		};
	}

}
