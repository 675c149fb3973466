package io.hapool.redis.jedis;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.hapool.pool.FailureClassifier;
import io.hapool.redis.AuthenticationErrors;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.RedisAddresses;
import io.hapool.redis.RedisFailureClassifier;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;

/**
 * The connections of one database by Jedis, which has none that are reactive.
 */
public final class JedisDatabaseClient implements DatabaseClient {

	private final String description;

	private final KnownSockets known;

	private final LazyConnections connections;

	private final JedisProbe probe;

	private final FailureClassifier classifier;

	private final Time time;

	/**
	 * Creates a client; connects to nothing.
	 * @param configuration where the database is: standalone, Sentinel or cluster
	 * @param client how to connect
	 * @param executor for commands to several nodes of a cluster, or {@code null} for
	 * Spring's own
	 * @param authenticationErrors what refused credentials mean
	 * @param time the clock
	 */
	public JedisDatabaseClient(RedisConfiguration configuration, JedisClientConfiguration client,
			@Nullable AsyncTaskExecutor executor, AuthenticationErrors authenticationErrors, Time time) {
		this.description = RedisAddresses.describe(configuration);
		this.known = new KnownSockets(description);
		this.connections = new LazyConnections(() -> factory(configuration, client, executor), known);
		this.time = Objects.requireNonNull(time, "time");
		this.probe = probe(configuration, client, time);
		this.classifier = new RedisFailureClassifier(new JedisFailures(), authenticationErrors);
	}

	@Override
	public RedisConnectionFactory connections() {
		return connections;
	}

	@Override
	public @Nullable ReactiveRedisConnectionFactory reactiveConnections() {
		return null;
	}

	@Override
	public RedisConnection connectionThatWaits(Duration wait) {
		return connections.factory().connectionThatWaits(wait);
	}

	@Override
	public CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener) {
		return JedisSubscription.open(this::connections, topics, listener,
				(task) -> time.schedule(task, Duration.ZERO));
	}

	@Override
	public void probe(Probe kind, Duration timeout) throws Exception {
		probe.ask(kind, timeout);
	}

	@Override
	public FailureClassifier classifier() {
		return classifier;
	}

	@Override
	public void abort() {
		known.abort();
		KnownConnectionFactory factory = connections.ifStarted();
		if (factory != null) {
			factory.clear();
		}
	}

	@Override
	public void admit() {
		known.admit();
	}

	@Override
	public String description() {
		return description;
	}

	@Override
	public void close() {
		known.closeAll();
		connections.close();
		probe.close();
	}

	@Override
	public String toString() {
		return description;
	}

	private KnownConnectionFactory factory(RedisConfiguration configuration, JedisClientConfiguration client,
			@Nullable AsyncTaskExecutor executor) {
		CapturedClientConfiguration captured = new CapturedClientConfiguration(client);
		KnownConnectionFactory factory = KnownConnectionFactory.to(configuration, captured,
				new KnownClients(captured, known));
		if (executor != null) {
			factory.setExecutor(executor);
		}
		return factory;
	}

	private JedisProbe probe(RedisConfiguration configuration, JedisClientConfiguration client, Time time) {
		// one that is never started: it only says how to connect
		CapturedClientConfiguration captured = new CapturedClientConfiguration(client);
		KnownClients clients = new KnownClients(captured, known);
		KnownConnectionFactory template = KnownConnectionFactory.to(configuration, captured, clients);
		template.setEarlyStartup(false);
		template.afterPropertiesSet();
		return new JedisProbe(captured::captured, targets(configuration, clients), time);
	}

	private ProbeTargets targets(RedisConfiguration configuration, KnownClients clients) {
		if (configuration instanceof RedisSentinelConfiguration sentinel) {
			return ProbeTargets.master(KnownClients.masterName(sentinel),
					KnownClients.addresses(sentinel.getSentinels()), () -> clients.sentinelConfig(sentinel),
					this::master);
		}
		if (configuration instanceof RedisClusterConfiguration cluster) {
			return ProbeTargets.cluster(KnownClients.addresses(cluster.getClusterNodes()));
		}
		RedisStandaloneConfiguration standalone = (RedisStandaloneConfiguration) configuration;
		return ProbeTargets.server(new HostAndPort(standalone.getHostName(), standalone.getPort()));
	}

	private @Nullable HostAndPort master() {
		KnownConnectionFactory factory = connections.ifStarted();
		return (factory != null) ? factory.master() : null;
	}

}
