package io.hapool.redis;

/**
 * Why another database was selected.
 */
public enum SwitchReason {

	/** The selected one is isolated: it failed, hung, or its health check said so. */
	FAILOVER,

	/** A better one has been healthy for long enough. */
	FAILBACK,

	/** Somebody asked for it. */
	BY_HAND,

	/** The selected one was taken away. */
	REMOVED

}
