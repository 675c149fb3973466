package io.hapool.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * No database is available. The message names each of them, its state and its last
 * failure. Says nothing was sent: the command may be repeated later.
 */
public abstract sealed class DatabasesUnavailableException extends RedisConnectionFailureException
		permits DatabasesTemporarilyUnavailableException, DatabasesPermanentlyUnavailableException {

	DatabasesUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
