package io.hapool.redis.jedis;

import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * There was no connection to send a command on.
 */
final class NotSentException extends JedisConnectionException {

	private static final long serialVersionUID = 1L;

	NotSentException(String message) {
		super(message);
	}

	NotSentException(String message, Throwable cause) {
		super(message, cause);
	}

}
