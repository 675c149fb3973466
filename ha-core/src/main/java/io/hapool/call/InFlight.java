package io.hapool.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.pool.Lease;
import io.hapool.pool.Leases;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of an {@link AsyncCall} that has not been judged: it completes, its lease
 * aborts it, or the caller cancels the call. Whichever comes first ends it, the others
 * find nothing left to do.
 */
final class InFlight<T, R extends @Nullable Object> {

	private static final Logger logger = LoggerFactory.getLogger(InFlight.class);

	private final Lease<T> lease;

	private final CompletionStage<? extends R> stage;

	private final AtomicReference<@Nullable AsyncCall<T, R>> call;

	private final Time time;

	private final long begun;

	InFlight(AsyncCall<T, R> call, Lease<T> lease, CompletionStage<? extends R> stage, Time time) {
		this.call = new AtomicReference<>(call);
		this.lease = lease;
		this.stage = stage;
		this.time = time;
		this.begun = time.nanos();
	}

	void watch() {
		try {
			Leases.onAbortFirst(lease, this::abort);
			stage.whenComplete(this::completed);
		}
		catch (RuntimeException ex) {
			completed(null, ex); // a stage that cannot be waited for
		}
	}

	/** The caller does not want the result any more. */
	void cancel() {
		AsyncCall<T, R> owner = call.getAndSet(null);
		if (owner != null) {
			owner.cancelled(lease);
			cancelStage();
		}
	}

	/** A stage completes with what it promises: with {@code null} only if that may be. */
	@SuppressWarnings({ "unchecked", "NullAway" })
	private void completed(@Nullable Object value, @Nullable Throwable failure) {
		AsyncCall<T, R> owner = call.getAndSet(null);
		if (owner == null) {
			return;
		}
		end(owner, () -> {
			if (failure != null) {
				owner.threw(lease, original(failure));
			}
			else {
				owner.returned(lease, (R) value);
			}
		});
	}

	private void abort() {
		AsyncCall<T, R> owner = call.getAndSet(null);
		if (owner != null) {
			Duration taken = Duration.ofNanos(time.nanos() - begun);
			end(owner,
					() -> owner.threw(lease, AttemptTimeoutException.of(lease.endpoint(), taken, lease.remaining())));
			cancelStage();
		}
	}

	/**
	 * Whatever a classifier or the machine does, the call ends: nobody else would end it.
	 */
	private void end(AsyncCall<T, R> owner, Runnable judgement) {
		try {
			judgement.run();
		}
		catch (Throwable ex) {
			owner.broke(lease, ex);
		}
	}

	/** What depends on the stage is foreign code. */
	private void cancelStage() {
		try {
			CompletableFuture<? extends R> future = stage.toCompletableFuture();
			future.cancel(true);
		}
		catch (RuntimeException ex) {
			logger.debug("A stage cannot be cancelled: {}", stage, ex);
		}
	}

	/** Stages wrap what the stage before them threw. */
	static Throwable original(Throwable failure) {
		Throwable original = failure;
		while ((original instanceof CompletionException || original instanceof ExecutionException)
				&& original.getCause() != null) {
			original = original.getCause();
		}
		return original;
	}

}
