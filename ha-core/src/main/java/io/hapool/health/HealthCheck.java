package io.hapool.health;

import java.time.Duration;

/**
 * Probes one target. Runs on a background thread and may block, for about the timeout at
 * most; what it throws means that the target is down.
 * <p>
 * Must be thread-safe. One that may be made anew for a live change of its pool should be
 * equal to the one before if nothing differs: checking then goes on as it was.
 *
 * @param <T> the type of the target
 */
@FunctionalInterface
public interface HealthCheck<T> {

	/**
	 * Probes the target.
	 * @param target what to probe
	 * @param timeout how long the answer may take
	 * @return what is known of it now
	 * @throws CheckUnknownException if that cannot be found out; the same as
	 * {@link Verdict#UNKNOWN}, with a reason
	 * @throws Exception if it is down
	 */
	Verdict check(T target, Duration timeout) throws Exception;

	/**
	 * What a check says.
	 */
	enum Verdict {

		/** The target works. */
		UP,

		/** The target does not work. */
		DOWN,

		/** The check cannot tell; nothing changes. */
		UNKNOWN

	}

}
