package io.hapool.redis.lettuce;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

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

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * The connections of one database by Lettuce.
 */
public final class LettuceDatabaseClient implements DatabaseClient {

	private final String description;

	private final KnownConnections known;

	private final KnownConnectionFactory factory;

	private final LettuceProbe probe;

	private final FailureClassifier classifier;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Creates a client; connects to nothing.
	 * @param configuration where the database is: standalone, Sentinel, cluster, static
	 * master and replicas, or a socket
	 * @param client how to connect; its pool, if it has one, is made to leave out
	 * connections that have been closed. Command should be rejected while disconnected,
	 * else they wait for a connection until they time out
	 * @param executor for commands to several nodes of a cluster, or {@code null} for
	 * Spring's own
	 * @param authenticationErrors what refused credentials mean
	 * @param time the clock
	 */
	public LettuceDatabaseClient(RedisConfiguration configuration, LettuceClientConfiguration client,
			@Nullable AsyncTaskExecutor executor, AuthenticationErrors authenticationErrors, Time time) {
		this.description = RedisAddresses.describe(configuration);
		this.known = new KnownConnections(description);
		KnownConnections probing = new KnownConnections(description);
		this.factory = new KnownConnectionFactory(configuration, leavingOutClosed(client), known, probing);
		if (executor != null) {
			factory.setExecutor(executor);
		}
		this.probe = new LettuceProbe(factory, probing, description, Objects.requireNonNull(time, "time"));
		this.classifier = new RedisFailureClassifier(new LettuceFailures(), authenticationErrors);
		factory.afterPropertiesSet();
	}

	@Override
	public RedisConnectionFactory connections() {
		return factory;
	}

	@Override
	public ReactiveRedisConnectionFactory reactiveConnections() {
		return factory;
	}

	@Override
	public CompletableFuture<?> connectReactive() {
		return factory.connectReactive();
	}

	@Override
	public RedisConnection connectionThatWaits(Duration wait) {
		return factory.connectionThatWaits(wait);
	}

	@Override
	public Duration reactiveTimeout(Duration wait) {
		return wait.isZero() ? wait : wait.plus(factory.getClientConfiguration().getCommandTimeout());
	}

	@Override
	public CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener) {
		return LettuceSubscription.open(factory.messageConnections(), topics, listener);
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
		if (closed.compareAndSet(false, true)) {
			KnownConnections.awaitClosed(CompletableFuture.allOf(known.closeAll(), probe.close()));
			factory.destroy();
		}
	}

	@Override
	public String toString() {
		return description;
	}

	/** Lettuce looks whether a connection is open, which costs nothing. */
	private static LettuceClientConfiguration leavingOutClosed(LettuceClientConfiguration client) {
		if (client instanceof LettucePoolingClientConfiguration pooling) {
			pooling.getPoolConfig().setTestOnBorrow(true);
		}
		return client;
	}

}
