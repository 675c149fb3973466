package io.hapool.redis.pubsub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.redis.Database;
import org.jspecify.annotations.Nullable;

/**
 * The subscription at the database that is about to be selected, if one is.
 * <p>
 * Thread-safe.
 */
final class PreparedSource {

	private final AtomicReference<@Nullable Prepared> prepared = new AtomicReference<>();

	private record Prepared(Database database, CompletableFuture<Source> source) {

		void close() {
			CompletableFuture<Void> unused = source.thenAccept(Source::close);
		}

	}

	/** In the place of another one, which is closed. */
	void set(Database database, CompletableFuture<Source> source) {
		replace(new Prepared(database, source));
	}

	/**
	 * Hands it over.
	 * @return {@code null} if there is none at that database
	 */
	@Nullable CompletableFuture<Source> take(Database database) {
		Prepared taken = prepared.getAndSet(null);
		if (taken == null || taken.database() == database) {
			return (taken != null) ? taken.source() : null;
		}
		taken.close();
		return null;
	}

	/** Closes it, unless it has been handed over. */
	void discard(CompletableFuture<Source> source) {
		Prepared current = prepared.get();
		if (current != null && current.source() == source && prepared.compareAndSet(current, null)) {
			current.close();
		}
	}

	/** Closes what there is. */
	void discard() {
		replace(null);
	}

	private void replace(@Nullable Prepared next) {
		Prepared before = prepared.getAndSet(next);
		if (before != null) {
			before.close();
		}
	}

}
