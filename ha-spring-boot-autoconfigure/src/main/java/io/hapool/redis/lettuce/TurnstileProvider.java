package io.hapool.redis.lettuce;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.redis.Turnstile;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Stands before the pools that Spring keeps, one for each type of connection: who waits
 * for a connection does so here, where an abort sends them away. What is asynchronous
 * does not wait.
 */
final class TurnstileProvider implements LettuceConnectionProvider, LettuceConnectionProvider.TargetAware {

	private final Map<Class<?>, Turnstile> turnstiles = new ConcurrentHashMap<>();

	private final Map<StatefulConnection<?, ?>, Turnstile> entered = new ConcurrentHashMap<>();

	private final LettuceConnectionProvider pools;

	private final GenericObjectPoolConfig<?> limits;

	private final KnownConnections known;

	TurnstileProvider(LettuceConnectionProvider pools, GenericObjectPoolConfig<?> limits, KnownConnections known) {
		this.pools = pools;
		this.limits = limits;
		this.known = known;
	}

	boolean standsBefore(LettuceConnectionProvider pools) {
		return this.pools == pools;
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> connectionType) {
		Turnstile turnstile = turnstiles.computeIfAbsent(connectionType,
				(any) -> known.turnstile(limits.getMaxTotal()));
		enter(turnstile);
		try {
			T connection = pools.getConnection(connectionType);
			entered.put(connection, turnstile);
			return connection;
		}
		catch (RuntimeException | Error ex) {
			turnstile.leave();
			throw ex;
		}
	}

	private void enter(Turnstile turnstile) {
		Duration longest = limits.getBlockWhenExhausted() ? limits.getMaxWaitDuration() : Duration.ZERO;
		try {
			switch (turnstile.enter(longest)) {
				case ADMITTED -> {
				}
				case LATE -> throw failed(turnstile.exhausted(longest));
				case CLOSED -> throw failed(known.refused());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(ex);
		}
	}

	/** As Spring says it. */
	private static RedisConnectionFailureException failed(Exception cause) {
		return new RedisConnectionFailureException("Unable to connect to Redis",
				new PoolException("Could not get a resource from the pool", cause));
	}

	@Override
	public void release(StatefulConnection<?, ?> connection) {
		try {
			pools.release(connection);
		}
		finally {
			leave(connection);
		}
	}

	@Override
	public CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		return pools.releaseAsync(connection).whenComplete((released, failure) -> leave(connection));
	}

	private void leave(StatefulConnection<?, ?> connection) {
		Turnstile turnstile = entered.remove(connection);
		if (turnstile != null) {
			turnstile.leave();
		}
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType) {
		return pools.getConnectionAsync(connectionType);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType,
			RedisURI redisURI) {
		return KnownConnectionProvider.toNode(pools, connectionType, redisURI);
	}

}
