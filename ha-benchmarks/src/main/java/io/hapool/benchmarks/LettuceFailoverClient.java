package io.hapool.benchmarks;

import java.util.List;

import io.lettuce.core.RedisURI;
import io.lettuce.core.failover.MultiDbClient;
import io.lettuce.core.failover.api.CircuitBreakerConfig;
import io.lettuce.core.failover.api.DatabaseConfig;
import io.lettuce.core.failover.api.StatefulRedisMultiDbConnection;
import io.lettuce.core.failover.health.HealthCheckStrategy;
import io.lettuce.core.failover.health.PingStrategy;

/**
 * The failover that Lettuce has itself.
 */
final class LettuceFailoverClient implements FailoverClient {

	private final MultiDbClient client;

	private final StatefulRedisMultiDbConnection<String, String> connection;

	private LettuceFailoverClient(DatabaseConfig east, DatabaseConfig west) {
		this.client = MultiDbClient.create(List.of(east, west));
		this.connection = client.connect();
	}

	static FailoverClient connect(int east, int west) {
		return new LettuceFailoverClient(database(east, 1).build(), database(west, 0.5f).build());
	}

	static FailoverClient connectTuned(int east, int west) {
		return new LettuceFailoverClient(tuned(database(east, 1)), tuned(database(west, 0.5f)));
	}

	private static DatabaseConfig.Builder database(int port, float weight) {
		RedisURI uri = RedisURI.builder()
			.withHost("127.0.0.1")
			.withPort(port)
			.withTimeout(RedisDriver.COMMAND_TIMEOUT)
			.build();
		return DatabaseConfig.builder(uri).weight(weight);
	}

	private static DatabaseConfig tuned(DatabaseConfig.Builder database) {
		HealthCheckStrategy.Config check = HealthCheckStrategy.Config.builder()
			.interval(FailoverContender.TUNED_CHECK)
			.timeout(FailoverContender.TUNED_CHECK)
			.numProbes(1)
			.build();
		return database.clientOptions(RedisDriver.options())
			.circuitBreakerConfig(CircuitBreakerConfig.builder()
				.minimumNumberOfFailures(FailoverContender.TUNED_FAILURES)
				.failureRateThreshold(0)
				.build())
			.healthCheckStrategySupplier((uri, connections) -> new PingStrategy(connections, check))
			.build();
	}

	@Override
	public void set(String key, String value) {
		connection.sync().set(key, value);
	}

	@Override
	public void increment(String key) {
		connection.sync().incr(key);
	}

	@Override
	public void push(String key, String value) {
		connection.sync().rpush(key, value);
	}

	@Override
	public void close() {
		connection.close();
		client.shutdown();
	}

}
