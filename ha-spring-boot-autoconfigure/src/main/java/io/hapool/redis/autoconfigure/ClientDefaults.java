package io.hapool.redis.autoconfigure;

import java.time.Duration;

import io.hapool.redis.AuthenticationErrors;

/**
 * What holds for all databases that do not say otherwise.
 *
 * @param commandTimeout how long a command may take, where a database names no
 * {@code timeout}
 * @param connectTimeout how long connecting may take, where a database names no
 * {@code connect-timeout}
 * @param authenticationErrors what refused credentials mean
 */
record ClientDefaults(Duration commandTimeout, Duration connectTimeout, AuthenticationErrors authenticationErrors) {

	private static final Duration LONGEST_CONNECT = Duration.ofSeconds(1);

	/**
	 * Takes a command timeout; connecting takes no longer, and a second at most.
	 */
	static ClientDefaults of(Duration commandTimeout, AuthenticationErrors authenticationErrors) {
		Duration connect = (commandTimeout.compareTo(LONGEST_CONNECT) < 0) ? commandTimeout : LONGEST_CONNECT;
		return new ClientDefaults(commandTimeout, connect, authenticationErrors);
	}

}
