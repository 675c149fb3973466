package io.hapool.redis;

/**
 * How many of the probes of a health check must succeed.
 */
public enum ProbePolicy {

	/** Each: the first that fails ends the check. */
	ALL,

	/** More than half: ends as soon as that is decided. */
	MAJORITY,

	/** One: the first that succeeds ends the check. */
	ANY;

	/** How many must succeed of so many. */
	int needed(int probes) {
		return switch (this) {
			case ALL -> probes;
			case MAJORITY -> probes / 2 + 1;
			case ANY -> 1;
		};
	}

}
