package io.hapool.metrics;

/**
 * What measures calls.
 */
public enum CallMeters {

	/** The engine's counters: calls pay nothing. */
	COUNTERS,

	/** Nothing here, for each call is observed and timed itself. */
	OBSERVATIONS

}
