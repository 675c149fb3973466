package io.hapool.redis.lettuce;

import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.redis.Turnstile;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

/**
 * All native connections of a database, those being opened included: what closes them at
 * once. Thread-safe.
 */
final class KnownConnections {

	private static final long LONGEST_CLOSING = 500;

	private final ReentrantLock lock = new ReentrantLock();

	private final String database;

	/**
	 * Weak: what a pool closes, it does not tell. The channel of an open one holds it.
	 */
	@GuardedBy("lock")
	private final Set<StatefulConnection<?, ?>> open = Collections.newSetFromMap(new WeakHashMap<>());

	@GuardedBy("lock")
	private final Set<CompletableFuture<?>> opening = Collections.newSetFromMap(new WeakHashMap<>());

	/** Until it is known what has become of what is being opened, wanted or not. */
	@GuardedBy("lock")
	private final Set<CompletableFuture<?>> unsettled = new HashSet<>();

	private final List<Turnstile> turnstiles = new CopyOnWriteArrayList<>();

	@GuardedBy("lock")
	private boolean aborted;

	@GuardedBy("lock")
	private boolean closed;

	KnownConnections(String database) {
		this.database = database;
	}

	/**
	 * Follows a connection that is being opened: it fails when all are aborted, or if
	 * they are.
	 * @param opener begins to open it
	 */
	<T extends StatefulConnection<?, ?>> CompletableFuture<T> follow(Opener<T> opener) {
		CompletableFuture<T> result = new CompletableFuture<>();
		CompletableFuture<?> settled = new CompletableFuture<>();
		lock.lock();
		try {
			if (aborted) {
				result.completeExceptionally(refused());
				return result;
			}
			opening.add(result);
			unsettled.add(settled);
		}
		finally {
			lock.unlock();
		}
		try {
			opener.open().whenComplete((connection, failure) -> {
				opened(result, connection, failure);
				settle(settled);
			});
		}
		catch (RuntimeException ex) {
			opened(result, null, ex);
			settle(settled);
		}
		return result;
	}

	private void settle(CompletableFuture<?> settled) {
		lock.lock();
		try {
			unsettled.remove(settled);
		}
		finally {
			lock.unlock();
		}
		settled.complete(null);
	}

	/**
	 * Makes a turnstile, before a pool of our connections, that is closed while they are
	 * aborted.
	 */
	Turnstile turnstile(int most) {
		Turnstile turnstile = new Turnstile(most, this::isAborted);
		turnstiles.add(turnstile);
		return turnstile;
	}

	private boolean isAborted() {
		lock.lock();
		try {
			return aborted;
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Returns whether a connection is one that was opened and not closed by us.
	 */
	boolean contains(StatefulConnection<?, ?> connection) {
		lock.lock();
		try {
			return open.contains(connection);
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Forgets a connection that its user closes.
	 * @return whether it was known: if not, it has been closed
	 */
	boolean forget(StatefulConnection<?, ?> connection) {
		lock.lock();
		try {
			return open.remove(connection);
		}
		finally {
			lock.unlock();
		}
	}

	void abort() {
		CompletableFuture<Void> unused = closeOpen();
	}

	private CompletableFuture<Void> closeOpen() {
		List<StatefulConnection<?, ?>> closing;
		List<CompletableFuture<?>> failing;
		lock.lock();
		try {
			aborted = true;
			closing = new ArrayList<>(open);
			failing = new ArrayList<>(opening);
			open.clear();
			opening.clear();
		}
		finally {
			lock.unlock();
		}
		CompletableFuture<?>[] closes = closing.stream()
			.map(StatefulConnection::closeAsync)
			.toArray(CompletableFuture<?>[]::new);
		failing.forEach((future) -> future.completeExceptionally(refused()));
		turnstiles.forEach(Turnstile::look);
		return CompletableFuture.allOf(closes);
	}

	/**
	 * As an abort, and nothing is admitted again.
	 * @return completes when all have been closed, those too that were being opened: when
	 * the client ends before, Lettuce forgets these
	 */
	CompletableFuture<Void> closeAll() {
		CompletableFuture<?>[] underWay;
		lock.lock();
		try {
			closed = true;
			aborted = true;
			underWay = unsettled.toArray(CompletableFuture<?>[]::new);
		}
		finally {
			lock.unlock();
		}
		return CompletableFuture.allOf(closeOpen(), CompletableFuture.allOf(underWay));
	}

	void admit() {
		lock.lock();
		try {
			aborted = closed;
		}
		finally {
			lock.unlock();
		}
	}

	private <T extends StatefulConnection<?, ?>> void opened(CompletableFuture<T> result, @Nullable T connection,
			@Nullable Throwable failure) {
		boolean wanted;
		lock.lock();
		try {
			// an abort in between has taken it out
			wanted = opening.remove(result);
			if (wanted && connection != null) {
				open.add(connection);
			}
		}
		finally {
			lock.unlock();
		}
		if (failure != null) {
			result.completeExceptionally(failure);
		}
		else if (connection != null && (!wanted || !result.complete(connection))) {
			forget(connection);
			closeLater(connection);
		}
	}

	/**
	 * Closes a connection without waiting for its end.
	 */
	static void closeLater(StatefulConnection<?, ?> connection) {
		CompletableFuture<Void> unused = connection.closeAsync();
	}

	/** Lettuce warns when its client ends before that. */
	static void awaitClosed(CompletableFuture<Void> closing) {
		try {
			closing.get(LONGEST_CLOSING, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// then it warns
		}
	}

	RedisConnectionException refused() {
		return new RedisConnectionException("No connection to " + database,
				new ConnectException("Connections to " + database + " have been aborted until it is admitted again"));
	}

	/**
	 * Begins to open a connection.
	 */
	interface Opener<T> {

		CompletionStage<T> open();

	}

}
