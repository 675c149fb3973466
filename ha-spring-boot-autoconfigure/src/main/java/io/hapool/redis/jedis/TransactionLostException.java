package io.hapool.redis.jedis;

import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The connection was lost before {@code EXEC} was sent: nothing of its transaction was
 * carried out.
 */
final class TransactionLostException extends JedisConnectionException {

	private static final long serialVersionUID = 1L;

	TransactionLostException(JedisConnectionException cause) {
		super(cause.getMessage(), cause);
	}

}
