package io.hapool.redis.jedis;

import java.time.Duration;

import io.hapool.redis.Turnstile;
import org.apache.commons.pool2.DestroyMode;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.csc.CacheConnection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Connections to one server, whose sockets are known. One that has been closed is never
 * lent, and nobody waits for one while all are aborted.
 */
final class DatabasePool extends ConnectionPool {

	private final Turnstile turnstile;

	private final KnownSockets known;

	private DatabasePool(Factory factory, GenericObjectPoolConfig<Connection> pool, JedisClientConfig config,
			KnownSockets known) {
		super(factory, pool);
		this.known = known;
		this.turnstile = new Turnstile(pool.getMaxTotal(), () -> known.isAborted() || isClosed());
		known.follow(turnstile);
		attachAuthenticationListener(config.getAuthXManager());
	}

	static DatabasePool to(HostAndPort address, JedisClientConfig config, GenericObjectPoolConfig<Connection> pool,
			@Nullable Cache cache, KnownSockets known) {
		KnownSocketFactory sockets = new KnownSocketFactory(address, config, known);
		Connection.Builder connections = (cache != null)
				? CacheConnection.builder(cache).socketFactory(sockets).clientConfig(config)
				: SingleUseConnection.builder(sockets, config);
		return new DatabasePool(new Factory(
				ConnectionFactory.builder().clientConfig(config).socketFactory(sockets).connectionBuilder(connections)),
				pool, config, known);
	}

	/**
	 * All waiting happens before the pool, which has a connection for each who enters.
	 */
	@Override
	public Connection borrowObject(Duration longestWait) throws Exception {
		Duration longest = getBlockWhenExhausted() ? longestWait : Duration.ZERO;
		switch (turnstile.enter(longest)) {
			case ADMITTED -> {
			}
			case LATE -> throw turnstile.exhausted(longest);
			case CLOSED -> throw known.refused();
		}
		try {
			return super.borrowObject(longestWait);
		}
		catch (Exception | Error ex) {
			turnstile.leave();
			throw ex;
		}
	}

	@Override
	public void returnResource(Connection connection) {
		super.returnResource(connection);
		turnstile.leave();
	}

	@Override
	public void invalidateObject(Connection connection, DestroyMode mode) throws Exception {
		try {
			super.invalidateObject(connection, mode);
		}
		catch (IllegalStateException ex) {
			throw ex; // it has been given back before
		}
		catch (Exception ex) {
			turnstile.leave();
			throw ex;
		}
		turnstile.leave();
	}

	/**
	 * Would open one in the place of each that breaks, on the thread of who gives it
	 * back, who would wait for a server that has just failed. Who needs one opens it.
	 */
	@Override
	public void addObject() {
		// nothing
	}

	@Override
	public int getNumWaiters() {
		return turnstile.waiting();
	}

	@Override
	public void close() {
		super.close();
		known.forget(turnstile);
		turnstile.look();
	}

	private static final class Factory extends ConnectionFactory {

		Factory(ConnectionFactory.Builder builder) {
			super(builder);
		}

		@Override
		public PooledObject<Connection> makeObject() throws Exception {
			try {
				return super.makeObject();
			}
			catch (NotSentException ex) {
				throw ex;
			}
			catch (JedisConnectionException ex) {
				// also when the handshake went unanswered
				throw new NotSentException(String.valueOf(ex.getMessage()), ex);
			}
		}

		/** Thrown at the pool, which then takes another. */
		@Override
		public void activateObject(PooledObject<Connection> pooled) throws Exception {
			Connection connection = pooled.getObject();
			if (!connection.isConnected() || connection.isBroken()) {
				throw new NotSentException("The connection has been closed");
			}
			if (connection instanceof SingleUseConnection single) {
				single.renew();
			}
			super.activateObject(pooled);
		}

	}

}
