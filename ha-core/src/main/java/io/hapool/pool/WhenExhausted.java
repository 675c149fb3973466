package io.hapool.pool;

/**
 * What happens to a lease when all endpoints are isolated.
 */
public enum WhenExhausted {

	/**
	 * One trial lease at a time goes to the endpoint whose isolation ends first; other
	 * leases are refused at once.
	 */
	TRIAL,

	/** All leases are refused at once until an isolation ends. */
	FAIL

}
