package io.hapool.benchmarks;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.MultiDbClient;
import redis.clients.jedis.MultiDbConfig;
import redis.clients.jedis.MultiDbConfig.CircuitBreakerConfig;
import redis.clients.jedis.MultiDbConfig.DatabaseConfig;
import redis.clients.jedis.mcf.HealthCheckStrategy;
import redis.clients.jedis.mcf.PingStrategy;

/**
 * The failover that Jedis has itself.
 */
final class JedisFailoverClient implements FailoverClient {

	private static final int TIMEOUT = Math.toIntExact(RedisDriver.COMMAND_TIMEOUT.toMillis());

	private static final JedisClientConfig CLIENT = DefaultJedisClientConfig.builder()
		.socketTimeoutMillis(TIMEOUT)
		.connectionTimeoutMillis(TIMEOUT)
		.build();

	private final MultiDbClient client;

	private JedisFailoverClient(MultiDbConfig config) {
		this.client = MultiDbClient.builder().multiDbConfig(config).build();
	}

	static FailoverClient connect(int east, int west) {
		return new JedisFailoverClient(MultiDbConfig.builder()
			.database(database(east, 1).build())
			.database(database(west, 0.5f).build())
			.build());
	}

	static FailoverClient connectTuned(int east, int west) {
		return new JedisFailoverClient(MultiDbConfig.builder()
			.database(tuned(database(east, 1)))
			.database(tuned(database(west, 0.5f)))
			.failureDetector(CircuitBreakerConfig.builder()
				.minNumOfFailures(FailoverContender.TUNED_FAILURES)
				.failureRateThreshold(0)
				.build())
			.retryOnFailover(true)
			.fastFailover(true)
			.build());
	}

	private static DatabaseConfig.Builder database(int port, float weight) {
		return DatabaseConfig.builder(new HostAndPort("127.0.0.1", port), CLIENT)
			.connectionPoolConfig(RedisDriver.pool())
			.weight(weight);
	}

	private static DatabaseConfig tuned(DatabaseConfig.Builder database) {
		HealthCheckStrategy.Config check = HealthCheckStrategy.Config.builder()
			.interval(FailoverContender.TUNED_CHECK)
			.timeout(FailoverContender.TUNED_CHECK)
			.numProbes(1)
			.build();
		return database.healthCheckStrategySupplier((address, client) -> new PingStrategy(address, client, check))
			.build();
	}

	@Override
	public void set(String key, String value) {
		client.set(key, value);
	}

	@Override
	public void increment(String key) {
		client.incr(key);
	}

	@Override
	public void push(String key, String value) {
		client.rpush(key, value);
	}

	@Override
	public void close() {
		client.close();
	}

}
