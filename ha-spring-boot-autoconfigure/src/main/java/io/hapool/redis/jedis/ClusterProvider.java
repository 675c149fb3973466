package io.hapool.redis.jedis;

import java.time.Duration;
import java.util.Set;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * The connections to the nodes of a cluster, known from when they are first lent: Jedis
 * lets nobody make them. One that is being opened is not known, and takes as long to fail
 * as the timeouts say.
 */
final class ClusterProvider extends ClusterConnectionProvider {

	private final KnownSockets known;

	/** The command of this thread of which something has been sent. */
	private final ThreadLocal<@Nullable CommandArguments> sent = new ThreadLocal<>();

	/**
	 * Asks the nodes for the cluster.
	 */
	ClusterProvider(Set<HostAndPort> nodes, JedisClientConfig config, GenericObjectPoolConfig<Connection> pool,
			KnownSockets known) {
		super(nodes, config, pool, (Duration) null);
		this.known = known;
	}

	/**
	 * A command is about to be sent.
	 */
	void sending(CommandArguments args) {
		sent.set(args);
	}

	/**
	 * The command has been answered.
	 */
	void answered() {
		sent.remove();
	}

	/** Drops what has been closed, also what nobody had borrowed. */
	void clear() {
		getNodes().values().forEach(ConnectionPool::clear);
	}

	/**
	 * Ends the repetitions that Jedis makes by itself.
	 */
	void endIfAborted(@Nullable CommandArguments args) {
		if (known.isAborted()) {
			boolean mayBeSent = args == null || sent.get() == args;
			sent.remove();
			if (mayBeSent) {
				throw new JedisClusterOperationException("The command was aborted");
			}
			// else Jedis takes it for a failing node, and tries others
			throw new JedisClusterOperationException("The command was not sent", known.refused());
		}
	}

	@Override
	public Connection getConnection() {
		return known.follow(super.getConnection());
	}

	@Override
	public Connection getConnection(HostAndPort node) {
		// a redirection: the command has been sent
		endIfAborted(null);
		return known.follow(super.getConnection(node));
	}

	@Override
	public Connection getConnection(CommandArguments args) {
		endIfAborted(args);
		return known.follow(super.getConnection(args));
	}

	@Override
	public Connection getReplicaConnection(CommandArguments args) {
		endIfAborted(args);
		return known.follow(super.getReplicaConnection(args));
	}

	@Override
	public Connection getConnectionFromSlot(int slot) {
		return known.follow(super.getConnectionFromSlot(slot));
	}

}
