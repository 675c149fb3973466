package io.hapool.redis.jedis;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnection;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Spring's factory, all of whose connections are known. Starting it connects to Sentinels
 * and clusters; one that failed to start is of no more use.
 */
final class KnownConnectionFactory extends JedisConnectionFactory {

	private final KnownClients clients;

	private KnownConnectionFactory(RedisStandaloneConfiguration target, CapturedClientConfiguration client,
			KnownClients clients) {
		super(target, client);
		this.clients = clients;
	}

	private KnownConnectionFactory(RedisSentinelConfiguration target, CapturedClientConfiguration client,
			KnownClients clients) {
		super(target, client);
		this.clients = clients;
	}

	private KnownConnectionFactory(RedisClusterConfiguration target, CapturedClientConfiguration client,
			KnownClients clients) {
		super(target, client);
		this.clients = clients;
	}

	static KnownConnectionFactory to(RedisConfiguration target, CapturedClientConfiguration client,
			KnownClients clients) {
		if (target instanceof RedisSentinelConfiguration sentinel) {
			return new KnownConnectionFactory(sentinel, client, clients);
		}
		if (target instanceof RedisClusterConfiguration cluster) {
			return new KnownConnectionFactory(cluster, client, clients);
		}
		if (target instanceof RedisStandaloneConfiguration standalone) {
			return new KnownConnectionFactory(standalone, client, clients);
		}
		throw new IllegalArgumentException("configuration: " + target.getClass().getSimpleName()
				+ " (expected: standalone, Sentinel or cluster, which is what Jedis can connect to; "
				+ "use Lettuce for others)");
	}

	RedisConnection connectionThatWaits(Duration wait) {
		JedisConnection connection = clients.patient(Patience.of(wait, clients.config().getSocketTimeoutMillis()));
		if (connection == null) {
			return getConnection();
		}
		connection.setConvertPipelineAndTxResults(getConvertPipelineAndTxResults());
		return connection;
	}

	/** Drops closed connections that nobody borrows. */
	void clear() {
		if (clients.provider() instanceof ClusterProvider cluster) {
			cluster.clear();
		}
	}

	/** The current master, if Sentinels name it. */
	@Nullable HostAndPort master() {
		return (clients.provider() instanceof MasterProvider sentinels) ? sentinels.getCurrentMaster() : null;
	}

	@Override
	protected RedisClient createRedisClient(RedisStandaloneConfiguration configuration) {
		return clients.standalone(configuration);
	}

	@Override
	protected RedisSentinelClient createRedisSentinelClient(RedisSentinelConfiguration configuration) {
		return clients.sentinel(configuration);
	}

	@Override
	protected RedisClusterClient createRedisClusterClient(RedisClusterConfiguration configuration) {
		return clients.cluster(configuration);
	}

}
