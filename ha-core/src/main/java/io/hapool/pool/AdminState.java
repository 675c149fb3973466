package io.hapool.pool;

/**
 * What an operator has said of an endpoint, apart from its health.
 */
public enum AdminState {

	/** Takes part as its health allows. */
	READY,

	/** Isolated by hand: no leases until an operator restores it. */
	MAINTENANCE

}
