package io.hapool.redis.jedis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.jedis.JedisExceptionConverter;

/**
 * Starts Spring's factory when a connection is first asked for, and again if that failed:
 * Jedis connects to Sentinels and clusters as soon as it is made.
 */
final class LazyConnections implements RedisConnectionFactory, AutoCloseable {

	private static final CompletableFuture<KnownConnectionFactory> NEVER = CompletableFuture
		.failedFuture(new IllegalStateException("closed"));

	/** One thread connects for all who come meanwhile; the timeouts bound it. */
	private final AtomicReference<@Nullable CompletableFuture<KnownConnectionFactory>> starting = new AtomicReference<>();

	private final Supplier<KnownConnectionFactory> maker;

	private final KnownSockets known;

	private volatile boolean closed;

	LazyConnections(Supplier<KnownConnectionFactory> maker, KnownSockets known) {
		this.maker = maker;
		this.known = known;
	}

	@Override
	public RedisConnection getConnection() {
		return factory().getConnection();
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		return factory().getClusterConnection();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return factory().getSentinelConnection();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return true;
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return new JedisExceptionConverter().translateExceptionIfPossible(ex);
	}

	@Nullable KnownConnectionFactory ifStarted() {
		CompletableFuture<KnownConnectionFactory> current = starting.get();
		return (current != null && isStarted(current)) ? current.join() : null;
	}

	KnownConnectionFactory factory() {
		while (true) {
			CompletableFuture<KnownConnectionFactory> current = starting.get();
			if (current != null && (!current.isDone() || isStarted(current))) {
				return join(current);
			}
			if (closed) {
				throw new InvalidDataAccessApiUsageException("The connections have been closed");
			}
			CompletableFuture<KnownConnectionFactory> next = new CompletableFuture<>();
			if (starting.compareAndSet(current, next)) {
				start(next);
			}
		}
	}

	@Override
	public void close() {
		closed = true;
		// what is being started ends, too
		CompletableFuture<KnownConnectionFactory> last = starting.getAndSet(NEVER);
		if (last != null) {
			CompletableFuture<Void> unused = last.thenAccept(KnownConnectionFactory::destroy);
		}
	}

	private static boolean isStarted(CompletableFuture<?> start) {
		return start.isDone() && !start.isCompletedExceptionally();
	}

	private void start(CompletableFuture<KnownConnectionFactory> start) {
		try {
			known.requireAdmitted();
			KnownConnectionFactory factory = maker.get();
			factory.afterPropertiesSet();
			start.complete(factory);
		}
		catch (RuntimeException | Error ex) {
			start.completeExceptionally(ex);
			throw failed(ex);
		}
	}

	private static KnownConnectionFactory join(CompletableFuture<KnownConnectionFactory> start) {
		try {
			return start.join();
		}
		catch (CompletionException ex) {
			throw failed((ex.getCause() != null) ? ex.getCause() : ex);
		}
	}

	/** One for each thread. */
	private static RuntimeException failed(Throwable failure) {
		String message = String.valueOf(failure.getMessage());
		if (failure instanceof JedisConnectionException || failure instanceof JedisClusterOperationException) {
			return new RedisConnectionFailureException(message,
					new NotSentException("There is no connection yet", failure));
		}
		boolean ofDriver = failure instanceof JedisException || !(failure instanceof RuntimeException);
		return ofDriver ? new RedisConnectionFailureException(message, failure) : (RuntimeException) failure;
	}

}
