package io.hapool.redis.jedis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A connection that connects once. Jedis' own silently connects again when it has been
 * closed, without logging in or selecting the database.
 */
final class SingleUseConnection extends Connection {

	private boolean connected;

	private boolean used;

	private SingleUseConnection(Connection.Builder builder) {
		super(builder);
	}

	static Connection.Builder builder(JedisSocketFactory sockets, JedisClientConfig config) {
		Connection.Builder builder = new Connection.Builder() {

			@Override
			public Connection build() {
				SingleUseConnection connection = new SingleUseConnection(this);
				connection.initializeFromClientConfig();
				return connection;
			}

		};
		return builder.socketFactory(sockets).clientConfig(config);
	}

	/**
	 * Nothing has been sent from now on, until something is.
	 */
	void renew() {
		used = false;
	}

	@Override
	public void connect() {
		if (!connected) {
			super.connect();
			connected = true;
		}
		else if (!isConnected()) {
			setBroken();
			throw closed();
		}
	}

	@Override
	public void sendCommand(CommandArguments args) {
		connect();
		used = true;
		super.sendCommand(args);
	}

	private JedisConnectionException closed() {
		// of a pipeline or a transaction, something may have been sent before
		return used ? new JedisConnectionException("The connection was closed between two commands")
				: new NotSentException("The connection was closed before the command was sent");
	}

}
