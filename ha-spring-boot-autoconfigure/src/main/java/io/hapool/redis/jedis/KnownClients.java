package io.hapool.redis.jedis;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.DefaultRedisCredentialsProvider;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.HostAndPortMapper;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClusterConnection;
import org.springframework.data.redis.connection.jedis.JedisConnection;

/**
 * Makes Jedis' clients as Spring does, on connections that are known.
 */
final class KnownClients {

	private static final int DEFAULT_REDIRECTS = 5;

	private final CapturedClientConfiguration configuration;

	private final KnownSockets known;

	private volatile @Nullable ConnectionProvider provider;

	KnownClients(CapturedClientConfiguration configuration, KnownSockets known) {
		this.configuration = configuration;
		this.known = known;
	}

	/**
	 * Returns how Jedis connects to the servers, without what an abort does.
	 */
	JedisClientConfig config() {
		return configuration.captured();
	}

	RedisClient standalone(RedisStandaloneConfiguration target) {
		HostAndPort address = new HostAndPort(target.getHostName(), target.getPort());
		RedisClient.Builder builder = new RedisClient.Builder() {

			@Override
			protected ConnectionProvider createDefaultConnectionProvider() {
				return provided(new ServerProvider(address,
						DatabasePool.to(address, this.clientConfig, this.poolConfig, this.cache, known)));
			}

		};
		builder.hostAndPort(address).clientConfig(config()).poolConfig(poolConfig());
		configuration.getClientCustomizer().ifPresent((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	RedisSentinelClient sentinel(RedisSentinelConfiguration target) {
		Set<HostAndPort> sentinels = addresses(target.getSentinels());
		JedisClientConfig sentinelConfig = sentinelConfig(target);
		String master = masterName(target);
		RedisSentinelClient.Builder builder = new RedisSentinelClient.Builder() {

			@Override
			protected ConnectionProvider createDefaultConnectionProvider() {
				return provided(new MasterProvider(master, this.clientConfig, sentinels, sentinelConfig,
						(address) -> DatabasePool.to(address, this.clientConfig, this.poolConfig, this.cache, known)));
			}

		};
		builder.masterName(master)
			.sentinels(sentinels)
			.sentinelClientConfig(sentinelConfig)
			.clientConfig(config())
			.poolConfig(poolConfig());
		configuration.getClientCustomizer().ifPresent((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	RedisClusterClient cluster(RedisClusterConfiguration target) {
		Set<HostAndPort> nodes = addresses(target.getClusterNodes());
		int attempts = attempts(target);
		RedisClusterClient.Builder builder = new RedisClusterClient.Builder() {

			@Override
			protected ConnectionProvider createDefaultConnectionProvider() {
				return provided(new ClusterProvider(nodes, this.clientConfig, this.poolConfig, known));
			}

			@Override
			protected CommandExecutor createDefaultCommandExecutor() {
				return (this.connectionProvider instanceof ClusterProvider provider)
						? clusterExecutor(provider, attempts, null) : super.createDefaultCommandExecutor();
			}

		};
		builder.nodes(nodes).maxAttempts(attempts).clientConfig(refusing(config())).poolConfig(impatient(poolConfig()));
		configuration.getClientCustomizer().ifPresent((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	/**
	 * Returns what the client that has been made opens its connections by.
	 */
	@Nullable ConnectionProvider provider() {
		return provider;
	}

	/**
	 * Makes a connection for commands that may wait, or none if there is nothing of ours
	 * to make it of.
	 */
	@Nullable JedisConnection patient(Patience patience) {
		ConnectionProvider connections = provider;
		if (connections instanceof ClusterProvider cluster) {
			RedisClusterClient.Builder builder = RedisClusterClient.builder();
			builder.nodes(Set.copyOf(addressesOf(cluster)))
				.clientConfig(config())
				.connectionProvider(cluster)
				.commandExecutor(clusterExecutor(cluster, DEFAULT_REDIRECTS, patience));
			return new JedisClusterConnection(builder.build());
		}
		if (connections == null) {
			return null;
		}
		return new JedisConnection(RedisClient.builder()
			.clientConfig(config())
			.connectionProvider(connections)
			.commandExecutor(new PatientExecutor(connections, patience))
			.build());
	}

	static Set<HostAndPort> addresses(Iterable<RedisNode> nodes) {
		Set<HostAndPort> addresses = new LinkedHashSet<>();
		for (RedisNode node : nodes) {
			addresses.add(new HostAndPort(node.getRequiredHost(), node.getRequiredPort()));
		}
		return addresses;
	}

	static String masterName(RedisSentinelConfiguration target) {
		return Objects.requireNonNull(target.getRequiredMaster().getName(), "master");
	}

	JedisClientConfig sentinelConfig(RedisSentinelConfiguration target) {
		RedisPassword password = target.getSentinelPassword();
		return DefaultJedisClientConfig.builder()
			.from(config())
			.database(0)
			.credentialsProvider(new DefaultRedisCredentialsProvider(new DefaultRedisCredentials(
					target.getSentinelUsername(), password.toOptional().map(String::new).orElse(null))))
			.build();
	}

	private ConnectionProvider provided(ConnectionProvider made) {
		provider = made;
		return made;
	}

	private static Set<HostAndPort> addressesOf(ClusterProvider cluster) {
		Set<HostAndPort> nodes = new LinkedHashSet<>();
		cluster.getNodes().keySet().forEach((node) -> nodes.add(HostAndPort.from(node)));
		return nodes;
	}

	private ClusterExecutor clusterExecutor(ClusterProvider provider, int attempts, @Nullable Patience patience) {
		Duration retries = Duration.ofMillis((long) config().getSocketTimeoutMillis() * attempts);
		return new ClusterExecutor(provider, attempts, retries, patience);
	}

	private static int attempts(RedisClusterConfiguration target) {
		Integer redirects = target.getMaxRedirects();
		return (redirects != null) ? redirects : DEFAULT_REDIRECTS;
	}

	/** Jedis asks for the address each time it connects: the one place to refuse it. */
	private JedisClientConfig refusing(JedisClientConfig config) {
		HostAndPortMapper mapper = config.getHostAndPortMapper();
		return DefaultJedisClientConfig.builder().from(config).hostAndPortMapper((address) -> {
			known.requireAdmitted();
			return (mapper != null) ? mapper.getHostAndPort(address) : address;
		}).build();
	}

	/**
	 * Nothing but time ends the wait for a connection to a node that is lost, and Boot's
	 * default is for ever: no longer than a command may take, then.
	 */
	private GenericObjectPoolConfig<Connection> impatient(GenericObjectPoolConfig<Connection> pool) {
		int timeout = config().getSocketTimeoutMillis();
		if (pool.getMaxWaitDuration().isNegative() && timeout > 0) {
			pool.setMaxWait(Duration.ofMillis(timeout));
		}
		return pool;
	}

	private GenericObjectPoolConfig<Connection> poolConfig() {
		return copyOf(configuration);
	}

	private static GenericObjectPoolConfig<Connection> copyOf(JedisClientConfiguration configuration) {
		ConnectionPoolConfig copy = new ConnectionPoolConfig();
		configuration.getPoolConfig().ifPresent((from) -> {
			copy.setMaxTotal(from.getMaxTotal());
			copy.setMaxIdle(from.getMaxIdle());
			copy.setMinIdle(from.getMinIdle());
			copy.setBlockWhenExhausted(from.getBlockWhenExhausted());
			copy.setMaxWait(from.getMaxWaitDuration());
			copy.setTestOnBorrow(from.getTestOnBorrow());
			copy.setTestOnReturn(from.getTestOnReturn());
			copy.setTestWhileIdle(from.getTestWhileIdle());
			copy.setTimeBetweenEvictionRuns(from.getDurationBetweenEvictionRuns());
			copy.setNumTestsPerEvictionRun(from.getNumTestsPerEvictionRun());
			copy.setMinEvictableIdleDuration(from.getMinEvictableIdleDuration());
			copy.setSoftMinEvictableIdleDuration(from.getSoftMinEvictableIdleDuration());
			copy.setEvictorShutdownTimeout(from.getEvictorShutdownTimeoutDuration());
		});
		return copy;
	}

}
