package io.hapool.redis.jedis;

import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.csc.CacheConnection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to one server, whose sockets are known. One that has been closed is never
 * lent.
 */
final class DatabasePool extends ConnectionPool {

	private static final Logger logger = LoggerFactory.getLogger(DatabasePool.class);

	private final Factory factory;

	private DatabasePool(Factory factory, GenericObjectPoolConfig<Connection> pool, JedisClientConfig config) {
		super(factory, pool);
		this.factory = factory;
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
				pool, config);
	}

	/**
	 * Drops a connection. The pool opens another in its place at once, on the thread of
	 * the caller, who would wait for a server that has just failed: only if someone waits
	 * for one.
	 */
	@Override
	public void returnBrokenResource(Connection connection) {
		factory.refuse(getNumWaiters() == 0);
		try {
			super.returnBrokenResource(connection);
		}
		catch (JedisException ex) {
			logger.debug("No connection in the place of a broken one", ex);
		}
		finally {
			factory.refuse(false);
		}
	}

	private static final class Factory extends ConnectionFactory {

		private final ThreadLocal<Boolean> refusing = ThreadLocal.withInitial(() -> false);

		Factory(ConnectionFactory.Builder builder) {
			super(builder);
		}

		void refuse(boolean refuse) {
			if (refuse) {
				refusing.set(true);
			}
			else {
				refusing.remove();
			}
		}

		@Override
		public PooledObject<Connection> makeObject() throws Exception {
			if (refusing.get()) {
				throw new NotSentException("No connection in the place of a broken one");
			}
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
