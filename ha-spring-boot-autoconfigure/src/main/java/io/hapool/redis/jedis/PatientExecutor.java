package io.hapool.redis.jedis;

import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * Executes commands that may wait at the server.
 */
final class PatientExecutor implements CommandExecutor {

	private final ConnectionProvider provider;

	private final Patience patience;

	PatientExecutor(ConnectionProvider provider, Patience patience) {
		this.provider = provider;
		this.patience = patience;
	}

	@Override
	public <T> T executeCommand(CommandObject<T> command) {
		try (Connection connection = provider.getConnection(command.getArguments())) {
			return patience.execute(connection, command);
		}
	}

	/** The connections stay the database's. */
	@Override
	public void close() {
	}

}
