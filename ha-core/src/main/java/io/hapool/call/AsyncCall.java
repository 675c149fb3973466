package io.hapool.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import io.hapool.pool.EndpointsBusyException;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Call} whose attempts complete later. Nobody waits: an attempt that ends
 * hands over to the next, which begins on a background thread, never on the one that
 * completed it. When the caller completes or cancels the result, the attempt in flight is
 * cancelled and none follows.
 *
 * @param <T> the type of the targets
 * @param <R> what the call returns
 */
final class AsyncCall<T, R extends @Nullable Object> {

	private final CompletableFuture<R> result = new CompletableFuture<>();

	private final Call<T> call;

	private final Attempt<Lease<T>, ? extends CompletionStage<? extends R>, ?> body;

	private final Time time;

	private final OpenCalls open;

	/** The attempt that runs now, or ran last. */
	private volatile @Nullable InFlight<T, R> inFlight;

	AsyncCall(Call<T> call, Attempt<Lease<T>, ? extends CompletionStage<? extends R>, ?> body, Time time,
			OpenCalls open) {
		this.call = call;
		this.body = body;
		this.time = time;
		this.open = open;
	}

	/**
	 * Returns what has its value already. Of the subclasses of futures, the JDK's own
	 * minimal stages among them, not all can be asked.
	 */
	static <R extends @Nullable Object> @Nullable CompletableFuture<R> ifDone(@Nullable CompletionStage<R> stage) {
		if (stage == null || stage.getClass() != CompletableFuture.class) {
			return null;
		}
		CompletableFuture<R> future = (CompletableFuture<R>) stage;
		return (future.isDone() && !future.isCompletedExceptionally()) ? future : null;
	}

	/** Begins on the calling thread, unless it takes waiting for a lease. */
	@SuppressWarnings("MustBeClosedChecker") // the attempt's end ends the lease
	CompletableFuture<R> start() {
		Lease<T> lease;
		try {
			lease = call.firstAtOnce();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		followResult();
		if (lease != null) {
			attempt(lease);
		}
		else {
			startLater();
		}
		return result;
	}

	/** At most as many as the queue of the pool holds wait so. */
	private void startLater() {
		try {
			call.refuseIfQueueIsFull();
			time.schedule(() -> run(this::startAfterWaiting), Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			giveUp();
		}
		catch (EndpointsBusyException ex) {
			result.completeExceptionally(ex);
		}
	}

	@SuppressWarnings("MustBeClosedChecker") // the attempt's end ends the lease
	private void startAfterWaiting() {
		Lease<T> lease;
		try {
			lease = call.first();
		}
		catch (RuntimeException ex) {
			result.completeExceptionally(ex);
			return;
		}
		if (result.isDone()) {
			call.cancelled(lease);
			return;
		}
		attempt(lease);
	}

	/** The first attempt has begun: it was made before this call was. */
	CompletableFuture<R> started(Lease<T> lease, @Nullable CompletionStage<? extends R> stage) {
		call.goOnFrom(lease);
		followResult();
		watch(lease, stage);
		return result;
	}

	/** The first attempt threw: it was made before this call was. */
	CompletableFuture<R> failed(Lease<T> lease, Throwable failure) {
		call.goOnFrom(lease);
		followResult();
		threw(lease, failure);
		return result;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	private void followResult() {
		open.add(this);
		result.whenComplete((value, failure) -> {
			open.remove(this);
			call.endWait();
			InFlight<T, R> running = inFlight;
			if (running != null) {
				running.cancel();
			}
		});
	}

	private void attempt(Lease<T> lease) {
		CompletionStage<? extends R> stage;
		try {
			stage = body.run(lease);
		}
		catch (Throwable ex) {
			threw(lease, ex);
			return;
		}
		watch(lease, stage);
	}

	private void watch(Lease<T> lease, @Nullable CompletionStage<? extends R> stage) {
		if (stage == null) {
			broke(lease, new IllegalStateException(
					"The attempt returned null (expected: a CompletionStage or a publisher)"));
			return;
		}
		InFlight<T, R> attempt = new InFlight<>(this, lease, stage, time);
		inFlight = attempt;
		if (result.isDone()) {
			attempt.cancel();
			return;
		}
		attempt.watch();
	}

	void returned(Lease<T> lease, R value) {
		ended(new Ending.Returned<>(value, call.returned(lease, value)));
	}

	void threw(Lease<T> lease, Throwable failure) {
		if (failure instanceof Exception exception) {
			ended(new Ending.Threw<>(exception, call.threw(lease, exception)));
		}
		else {
			broke(lease, failure);
		}
	}

	void broke(Lease<T> lease, Throwable error) {
		call.broke(lease, error);
		result.completeExceptionally(error);
	}

	/** Ends it, as the pool is closed. */
	void giveUp() {
		result.completeExceptionally(
				new IllegalStateException("The pool was closed while the call was under way (expected: open)"));
	}

	void cancelled(Lease<T> lease) {
		call.cancelled(lease);
	}

	private void ended(Ending<R> ending) {
		if (!call.movesOn(ending.outcome())) {
			deliver(ending);
			return;
		}
		later(ending, () -> next(ending), Duration.ZERO);
	}

	@SuppressWarnings("MustBeClosedChecker") // the attempt's end ends the lease
	private void next(Ending<R> ending) {
		if (isAbandoned()) {
			return;
		}
		Lease<T> lease = call.next(ending.outcome());
		if (lease != null) {
			attempt(lease);
			return;
		}
		long nanos = call.pause();
		if (nanos == Call.OVER) {
			deliver(ending);
			return;
		}
		later(ending, () -> again(ending), Duration.ofNanos(nanos));
	}

	@SuppressWarnings("MustBeClosedChecker") // the attempt's end ends the lease
	private void again(Ending<R> ending) {
		if (isAbandoned()) {
			return;
		}
		Lease<T> lease = call.again();
		if (lease != null) {
			attempt(lease);
			return;
		}
		deliver(ending);
	}

	/** What nobody runs any more must not leave the caller waiting. */
	private void later(Ending<R> ending, Runnable step, Duration delay) {
		try {
			time.schedule(() -> run(step), delay);
		}
		catch (RejectedExecutionException ex) {
			deliver(ending);
		}
	}

	private void run(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			result.completeExceptionally(ex);
			throw ex;
		}
	}

	/** The caller has ended the call while no attempt was in flight. */
	private boolean isAbandoned() {
		if (!result.isDone()) {
			return false;
		}
		call.finished(Outcome.CANCELLED);
		return true;
	}

	private void deliver(Ending<R> ending) {
		call.finished(ending.outcome());
		if (ending instanceof Ending.Threw<R> threw) {
			result.completeExceptionally(threw.whole(call.failures()));
		}
		else if (ending instanceof Ending.Returned<R> returned) {
			result.complete(returned.value());
		}
	}

}
