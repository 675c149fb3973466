package io.hapool.benchmarks;

import java.util.List;

import io.hapool.event.EventPublisher;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.DatabaseDefinition;
import io.hapool.redis.DatabaseHealthCheck;
import io.hapool.redis.DatabaseRules;
import io.hapool.redis.ProbePolicy;
import io.hapool.redis.RedisDatabases;
import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Ours over two databases, with its defaults.
 */
final class RoutedRedis implements AutoCloseable {

	private final SystemTime time = new SystemTime();

	private final EventPublisher events = new EventPublisher(time);

	private final RedisDatabases databases;

	private RoutedRedis(Clients clients) {
		DatabaseHealthCheck check = new DatabaseHealthCheck(DatabaseClient.Probe.PING, ProbePolicy.ALL,
				DatabaseHealthCheck.Series.DEFAULT, time);
		this.databases = RedisDatabases.create(DatabaseRules.DEFAULT,
				List.of(new DatabaseDefinition("east", 1, clients.make(0, time), List.of(check)),
						new DatabaseDefinition("west", 0.5, clients.make(1, time), List.of(check))),
				time, events);
	}

	/**
	 * Makes the clients of the databases, the heavier one first.
	 */
	@FunctionalInterface
	interface Clients {

		DatabaseClient make(int database, Time time);

	}

	static RoutedRedis start(Clients clients) {
		RoutedRedis redis = new RoutedRedis(clients);
		redis.databases.start();
		return redis;
	}

	static RoutedRedis start(RedisDriver driver, int east, int west) {
		return start((database, time) -> driver.connect((database == 0) ? east : west, time));
	}

	RedisConnectionFactory connections() {
		return new RoutingRedisConnectionFactory(databases.router(),
				() -> databases.pool().views().stream().map((database) -> database.endpoint().target()).toList());
	}

	@Override
	public void close() {
		databases.close();
		events.close();
		time.close();
	}

}
