package io.hapool.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an observed attempt.
 */
public class HaAttemptContext extends Observation.Context {

	private final String pool;

	private final String endpoint;

	private volatile @Nullable HaOutcome outcome;

	/**
	 * Creates the context of an attempt that begins.
	 * @param pool the name of the pool
	 * @param endpoint the alias of the leased endpoint
	 */
	public HaAttemptContext(String pool, String endpoint) {
		this.pool = pool;
		this.endpoint = endpoint;
	}

	/**
	 * Returns the name of the pool.
	 * @return the name
	 */
	public String getPool() {
		return pool;
	}

	/**
	 * Returns the alias of the leased endpoint.
	 * @return the alias
	 */
	public String getEndpoint() {
		return endpoint;
	}

	/**
	 * Returns how the attempt ended.
	 * @return the outcome, or {@code null} while it goes on
	 */
	public @Nullable HaOutcome getOutcome() {
		return outcome;
	}

	void setOutcome(HaOutcome outcome) {
		this.outcome = outcome;
	}

}
