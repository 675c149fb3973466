package io.hapool.redis.jedis;

import java.time.Duration;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;

/**
 * How long a command may wait at the server: Jedis waits for ever for those that may wait
 * there at all.
 *
 * @param millis as socket timeout, 0 for ever
 */
record Patience(int millis) {

	static Patience of(Duration wait, int commandTimeoutMillis) {
		long millis = wait.isZero() ? 0 : wait.toMillis() + commandTimeoutMillis;
		return new Patience((int) Math.min(millis, Integer.MAX_VALUE));
	}

	<T> T execute(Connection connection, CommandObject<T> command) {
		int usual = connection.getSoTimeout();
		connection.setSoTimeout(millis);
		try {
			connection.sendCommand(command.getArguments());
			return command.getBuilder().build(connection.getOne());
		}
		finally {
			if (!connection.isBroken() && connection.isConnected()) {
				connection.setSoTimeout(usual);
			}
		}
	}

}
