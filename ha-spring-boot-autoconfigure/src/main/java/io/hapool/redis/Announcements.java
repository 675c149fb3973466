package io.hapool.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.hapool.event.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of switches that can wait until those who are to go along are ready.
 * <p>
 * Thread-safe.
 */
final class Announcements {

	private static final Logger logger = LoggerFactory.getLogger(Announcements.class);

	/** Who switches waits no longer. */
	private static final long LONGEST = 250;

	private final List<SwitchListener> listeners = new CopyOnWriteArrayList<>();

	Subscription add(SwitchListener listener) {
		listeners.add(listener);
		return () -> listeners.remove(listener);
	}

	/** Returns when all are ready, or have had their time. */
	void announce(Database next) {
		CompletableFuture<?>[] ready = listeners.stream()
			.map((listener) -> prepared(listener, next))
			.toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.allOf(ready).get(LONGEST, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("[{}] not all are ready to go to {}", RedisDatabases.POOL, next, ex);
		}
	}

	private static CompletableFuture<?> prepared(SwitchListener listener, Database next) {
		try {
			CompletionStage<?> ready = listener.prepare(next);
			return ready.toCompletableFuture();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
