package io.hapool.redis.jedis;

import java.util.Map;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * The connections to one server.
 */
final class ServerProvider implements ConnectionProvider {

	private final HostAndPort address;

	private final DatabasePool pool;

	ServerProvider(HostAndPort address, DatabasePool pool) {
		this.address = address;
		this.pool = pool;
	}

	@Override
	public Connection getConnection() {
		return pool.getResource();
	}

	@Override
	public Connection getConnection(CommandArguments args) {
		return pool.getResource();
	}

	@Override
	public Map<?, Pool<Connection>> getConnectionMap() {
		return Map.of(address, pool);
	}

	@Override
	public Map<?, Pool<Connection>> getPrimaryNodesConnectionMap() {
		return getConnectionMap();
	}

	@Override
	public void close() {
		pool.close();
	}

}
