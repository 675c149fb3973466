package io.hapool.redis;

import org.jspecify.annotations.Nullable;

/**
 * No database is available now; the attempts of {@code ha.redis.failover} to find one are
 * not used up. Trying again makes sense.
 */
public final class DatabasesTemporarilyUnavailableException extends DatabasesUnavailableException {

	/**
	 * Creates the exception.
	 * @param message which databases there are, and how they do
	 * @param cause why the pool grants no lease
	 */
	public DatabasesTemporarilyUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
