package io.hapool.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.hapool.pool.FailureClassifier;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A client without a server, for rules that need none: what its probes do says the test.
 */
public abstract class ServerlessClient implements DatabaseClient {

	@Override
	public FailureClassifier classifier() {
		return (failure) -> null;
	}

	@Override
	public RedisConnectionFactory connections() {
		throw new UnsupportedOperationException("There is no server");
	}

	@Override
	public @Nullable ReactiveRedisConnectionFactory reactiveConnections() {
		return null;
	}

	@Override
	public RedisConnection connectionThatWaits(Duration wait) {
		throw new UnsupportedOperationException("There is no server");
	}

	@Override
	public CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("No messages here"));
	}

	@Override
	public void abort() {
		// nothing waits
	}

	@Override
	public void admit() {
		// nothing is refused
	}

	@Override
	public String description() {
		return "nowhere";
	}

	@Override
	public void close() {
		// nothing is open
	}

}
