package io.hapool.redis;

/**
 * Which commands are repeated though nobody knows whether the first try was carried out:
 * the connection was lost, or no answer came, after they had been sent.
 */
public enum RetryUnknown {

	/** Those that do no harm when they run twice: reads, and writes such as SET. */
	IDEMPOTENT,

	/** None: what became of the command is the caller's to find out. */
	NEVER,

	/** All, counters and queues too: what runs twice counts twice. */
	ALWAYS;

	boolean allows(Repetition repetition) {
		return this == ALWAYS || (this == IDEMPOTENT && repetition != Repetition.HARMFUL);
	}

}
