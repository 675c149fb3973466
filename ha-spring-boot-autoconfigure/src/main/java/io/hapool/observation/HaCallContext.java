package io.hapool.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an observed call.
 */
public class HaCallContext extends Observation.Context {

	private final String pool;

	private volatile @Nullable HaOutcome outcome;

	/**
	 * Creates the context of a call that begins.
	 * @param pool the name of the pool
	 */
	public HaCallContext(String pool) {
		this.pool = pool;
	}

	/**
	 * Returns the name of the pool.
	 * @return the name
	 */
	public String getPool() {
		return pool;
	}

	/**
	 * Returns how the call ended.
	 * @return the outcome, or {@code null} while it goes on
	 */
	public @Nullable HaOutcome getOutcome() {
		return outcome;
	}

	void setOutcome(HaOutcome outcome) {
		this.outcome = outcome;
	}

}
