package io.hapool.redis;

import java.io.Serial;

/**
 * Fewer databases are healthy at the start than {@code ha.redis.initial-health} demands.
 */
public final class UnhealthyStartException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates the exception.
	 * @param message which databases there are, and why they are not healthy
	 */
	public UnhealthyStartException(String message) {
		super(message);
	}

}
