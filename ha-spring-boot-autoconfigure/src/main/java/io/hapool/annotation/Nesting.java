package io.hapool.annotation;

/**
 * What a call does that is made within an attempt on the same pool.
 */
public enum Nesting {

	/**
	 * It is part of that attempt: it uses the same lease, runs once, and what it throws
	 * is for the outer call to judge. Its own timeout, attempts and fallback do not
	 * apply.
	 */
	PART_OF_ATTEMPT,

	/** It is a call of its own, with attempts of its own. */
	OWN_LEASE

}
