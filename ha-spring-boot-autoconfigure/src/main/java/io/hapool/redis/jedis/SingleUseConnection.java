package io.hapool.redis.jedis;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A connection that connects once. Jedis' own silently connects again when it has been
 * closed, without logging in or selecting the database.
 */
final class SingleUseConnection extends Connection {

	private boolean connected;

	private boolean used;

	/** From {@code MULTI} on, until {@code EXEC} or {@code DISCARD} has been sent. */
	private boolean queueing;

	/** One of these is the next to be sent. */
	private boolean leaving;

	/** It may have been sent messages, or confirmations, that nobody has read. */
	private boolean listened;

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
		queueing = false;
		leaving = false;
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
		ProtocolCommand command = args.getCommand();
		listened |= command == Protocol.Command.SUBSCRIBE || command == Protocol.Command.PSUBSCRIBE;
		if (command == Protocol.Command.MULTI) {
			queueing = true;
		}
		else if (command == Protocol.Command.EXEC || command == Protocol.Command.DISCARD) {
			leaving = queueing;
		}
		super.sendCommand(args);
	}

	/** Back to the pool, or for good if it is of no use to anybody else. */
	@Override
	public void close() {
		if (listened) {
			setBroken();
		}
		super.close();
	}

	/** A write that fails has not sent the end of what it was to send. */
	@Override
	protected void flush() {
		try {
			super.flush();
		}
		catch (JedisConnectionException ex) {
			throw queueing ? new TransactionLostException(ex) : ex;
		}
		if (leaving) {
			leaving = false;
			queueing = false;
		}
	}

	@Override
	protected Object readProtocolWithCheckingBroken() {
		try {
			return super.readProtocolWithCheckingBroken();
		}
		catch (JedisConnectionException ex) {
			throw queueing ? new TransactionLostException(ex) : ex;
		}
	}

	private JedisConnectionException closed() {
		// of a pipeline or a transaction, something may have been sent before
		if (!used) {
			return new NotSentException("The connection was closed before the command was sent");
		}
		JedisConnectionException closed = new JedisConnectionException(
				"The connection was closed between two commands");
		return queueing ? new TransactionLostException(closed) : closed;
	}

}
