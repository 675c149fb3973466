package io.hapool.annotation;

/**
 * Whether repeating a call does no harm.
 */
public enum Idempotence {

	/** As the pool says. */
	INHERIT,

	/** It does none: the call may run on several endpoints. */
	YES,

	/** It may: the call moves on only while it is certain that nothing was executed. */
	NO

}
