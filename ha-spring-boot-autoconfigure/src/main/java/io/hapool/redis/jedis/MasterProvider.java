package io.hapool.redis.jedis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * The connections to the master that the Sentinels name. Jedis finds the master; its own
 * pool, whose sockets it hides, stays empty.
 */
final class MasterProvider extends SentineledConnectionProvider {

	private final AtomicReference<@Nullable Master> current = new AtomicReference<>();

	private final Function<HostAndPort, DatabasePool> pools;

	/**
	 * Asks the Sentinels.
	 * @param sentinels their addresses
	 * @param config how to connect to them
	 * @param pools what makes the pool of a master
	 */
	MasterProvider(String name, JedisClientConfig masterConfig, Set<HostAndPort> sentinels, JedisClientConfig config,
			Function<HostAndPort, DatabasePool> pools) {
		super(name, masterConfig, new GenericObjectPoolConfig<>(), sentinels, config);
		this.pools = pools;
	}

	@Override
	public Connection getConnection() {
		return pool().getResource();
	}

	@Override
	public Connection getConnection(CommandArguments args) {
		return pool().getResource();
	}

	@Override
	public Map<?, Pool<Connection>> getConnectionMap() {
		return Map.of(getCurrentMaster(), pool());
	}

	@Override
	public Map<?, Pool<Connection>> getPrimaryNodesConnectionMap() {
		return getConnectionMap();
	}

	@Override
	public void close() {
		super.close();
		Master master = current.getAndSet(null);
		if (master != null) {
			master.pool.close();
		}
	}

	private DatabasePool pool() {
		while (true) {
			HostAndPort address = getCurrentMaster();
			Master held = current.get();
			if (held != null && held.address.equals(address)) {
				return held.pool;
			}
			Master next = new Master(address, pools.apply(address));
			if (current.compareAndSet(held, next)) {
				if (held != null) {
					held.pool.close();
				}
				return next.pool;
			}
			next.pool.close();
		}
	}

	private record Master(HostAndPort address, DatabasePool pool) {
	}

}
