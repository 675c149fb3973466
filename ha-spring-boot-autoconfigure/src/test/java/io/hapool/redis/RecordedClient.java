package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.FailureClassifier;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A client without a server, for rules that need none: its probes do what the test says,
 * and are counted.
 */
final class RecordedClient implements DatabaseClient {

	/** How long each probe was allowed to take. */
	final List<Duration> limits = new ArrayList<>();

	private final List<Step> script;

	RecordedClient(Step... script) {
		this.script = List.of(script);
	}

	/**
	 * What a probe does.
	 */
	@FunctionalInterface
	interface Step {

		void probe(Duration limit) throws Exception;

	}

	@Override
	public void probe(Probe probe, Duration timeout) throws Exception {
		limits.add(timeout);
		script.get(limits.size() - 1).probe(timeout);
	}

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
