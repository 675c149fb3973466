package io.hapool.redis;

import io.hapool.pool.EndpointSnapshot;

/**
 * A database as it is at one moment, for people and their tools. Free of credentials.
 *
 * @param name its name
 * @param isSelected whether commands go there
 * @param address where it is
 * @param snapshot its state as an endpoint of the pool of databases
 */
public record DatabaseState(String name, boolean isSelected, String address, EndpointSnapshot<Database> snapshot) {

	/**
	 * Returns what it weighs.
	 * @return above zero; of the healthy ones the heaviest is selected
	 */
	public double weight() {
		return snapshot.endpoint().weight();
	}

	/**
	 * Returns whether it may be selected.
	 * @return whether it is neither isolated nor taken out by hand
	 */
	public boolean isHealthy() {
		return snapshot.status().isSelectable();
	}

}
