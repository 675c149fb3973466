package io.hapool.pool;

/**
 * What follows for an endpoint from what was seen of it.
 */
enum Judgement {

	/** Nothing. */
	NOTHING,

	/** It may be dead: it is selected last and probed. */
	SUSPECT,

	/** It is isolated, though it may answer now and then. */
	ISOLATE_SOFTLY,

	/** It is isolated: it is dead for certain. */
	ISOLATE,

	/** Nothing is even counted, since the fault is probably here. */
	DISCOUNT

}
