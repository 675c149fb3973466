package io.hapool.redis;

import org.jspecify.annotations.Nullable;

/**
 * No database is available, and none was when the last of the attempts of
 * {@code ha.redis.failover} had been made. Health checks go on: once one passes, commands
 * go there.
 */
public final class DatabasesPermanentlyUnavailableException extends DatabasesUnavailableException {

	/**
	 * Creates the exception.
	 * @param message which databases there are, and how they do
	 * @param cause why the pool grants no lease
	 */
	public DatabasesPermanentlyUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
