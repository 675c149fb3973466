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
		return admin == AdminState.READY && health.isSelectable();
	}

	/**
	 * Returns the state that counts: the operator's word if there is one, else the
	 * health.
	 */
	@Override
	public String toString() {
		return (admin == AdminState.READY) ? health.name() : admin.name();
	}

}
