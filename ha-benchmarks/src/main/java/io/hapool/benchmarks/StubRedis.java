package io.hapool.benchmarks;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.hapool.pool.FailureClassifier;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.Topic;
import io.hapool.redis.TopicListener;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A database that answers at once, from nowhere: {@code GET} and {@code SET} alone.
 */
final class StubRedis implements DatabaseClient {

	private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

	private final RedisConnection connection = proxy(RedisConnection.class, this::answer);

	private final RedisConnectionFactory connections = proxy(RedisConnectionFactory.class,
			(method) -> method.getName().equals("getConnection") ? connection : answer(method));

	private @Nullable Object answer(Method method) {
		return switch (method.getName()) {
			case "get" -> VALUE;
			case "set" -> Boolean.TRUE;
			case "isPipelined", "isQueueing", "isClosed", "getConvertPipelineAndTxResults" -> Boolean.FALSE;
			case "stringCommands" -> connection;
			case "close", "translateExceptionIfPossible" -> null;
			case "toString" -> "stub";
			default -> throw new UnsupportedOperationException(method + " (expected: GET or SET)");
		};
	}

	private static <T> T proxy(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> answers.answer(method)));
	}

	@FunctionalInterface
	private interface Answers {

		@Nullable Object answer(Method method);

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
		return connection;
	}

	@Override
	public CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("No messages here"));
	}

	@Override
	public void probe(Probe kind, Duration timeout) {
		// it is well
	}

	@Override
	public FailureClassifier classifier() {
		return (failure) -> null;
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
		return "stub";
	}

	@Override
	public void close() {
		// nothing is open
	}

}
