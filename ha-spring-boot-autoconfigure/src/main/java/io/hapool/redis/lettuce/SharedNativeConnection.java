package io.hapool.redis.lettuce;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * The connection that all commands of one kind share: opened when it is first asked for,
 * and anew once it is closed or cut. Spring's keeps a cut connection until Lettuce has
 * reconnected it, and holds a lock while it connects.
 *
 * @param <E> keys and values on the wire
 */
final class SharedNativeConnection<E> {

	private final LettuceConnectionProvider provider;

	private final KnownConnections known;

	private final AtomicReference<@Nullable CompletableFuture<StatefulConnection<E, E>>> current = new AtomicReference<>();

	SharedNativeConnection(LettuceConnectionProvider provider, KnownConnections known) {
		this.provider = provider;
		this.known = known;
	}

	/**
	 * Returns the connection, which may take until one is open.
	 * @throws RedisConnectionFailureException if none can be opened
	 */
	StatefulConnection<E, E> get() {
		return join(connect());
	}

	/**
	 * Opens the connection if it is not open.
	 * @return completes when it is; others wait for it, too
	 */
	CompletableFuture<StatefulConnection<E, E>> connect() {
		while (true) {
			CompletableFuture<StatefulConnection<E, E>> held = current.get();
			if (held != null && !isOver(held)) {
				return held;
			}
			CompletableFuture<StatefulConnection<E, E>> next = new CompletableFuture<>();
			if (current.compareAndSet(held, next)) {
				close(held);
				open(next);
				return next;
			}
		}
	}

	void close() {
		close(current.getAndSet(null));
	}

	@SuppressWarnings("unchecked")
	private void open(CompletableFuture<StatefulConnection<E, E>> next) {
		provider.getConnectionAsync(StatefulConnection.class).whenComplete((connection, failure) -> {
			if (failure != null) {
				next.completeExceptionally(failure);
			}
			else {
				next.complete((StatefulConnection<E, E>) connection);
			}
		});
	}

	private void close(@Nullable CompletableFuture<StatefulConnection<E, E>> held) {
		if (held != null) {
			// else Lettuce goes on reconnecting it
			CompletableFuture<Void> unused = held.thenCompose(provider::releaseAsync);
		}
	}

	private boolean isOver(CompletableFuture<StatefulConnection<E, E>> held) {
		if (!held.isDone()) {
			return false;
		}
		return held.isCompletedExceptionally() || !isUsable(held.join());
	}

	/** One that leads to several nodes mends the way to each by itself. */
	private boolean isUsable(StatefulConnection<E, E> connection) {
		boolean single = connection instanceof StatefulRedisConnection
				&& !(connection instanceof StatefulRedisMasterReplicaConnection);
		return single ? connection.isOpen() : known.contains(connection);
	}

	private static <T> T join(CompletableFuture<T> held) {
		try {
			return held.join();
		}
		catch (CompletionException ex) {
			throw failed(ex);
		}
	}

	static RedisConnectionFailureException failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return new RedisConnectionFailureException("Unable to connect to Redis", cause);
	}

}
