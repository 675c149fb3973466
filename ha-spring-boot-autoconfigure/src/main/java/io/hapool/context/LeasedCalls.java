package io.hapool.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose attempts find their lease by {@link CurrentLease}, or which are part of an
 * attempt that runs already.
 */
public final class LeasedCalls {

	private LeasedCalls() {
	}

	/**
	 * Makes a call.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param pool where it goes
	 * @param options what it does otherwise than the pool, if anything
	 * @param outer the lease of the attempt that it is part of, if it is: it runs once
	 * @param attempt what to do
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 */
	public static <T, R extends @Nullable Object, X extends Exception> R call(EndpointPool<T> pool,
			@Nullable CallOptions<T> options, @Nullable Lease<T> outer, Attempt<Lease<T>, R, X> attempt) throws X {
		if (outer != null) {
			return attempt.run(outer);
		}
		Attempt<Lease<T>, R, X> inView = (lease) -> CurrentLease.ofThread().<T, R, X>run(pool, lease, attempt);
		return (options != null) ? pool.<R, X>callLeased(options, inView) : pool.<R, X>callLeased(inView);
	}

	/**
	 * Makes a call whose attempts complete later, and see on each thread what the calling
	 * thread carries.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param pool where it goes
	 * @param options what it does otherwise than the pool, if anything
	 * @param outer the lease of the attempt that it is part of, if it is: it runs once
	 * @param attempt what to do
	 * @param sources contexts that come before the thread, such as Reactor's
	 * {@code ContextView}
	 * @return what the attempt returned, or the exception of the last attempt
	 */
	public static <T, R extends @Nullable Object> CompletableFuture<R> callAsync(EndpointPool<T> pool,
			@Nullable CallOptions<T> options, @Nullable Lease<T> outer,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt, Object... sources) {
		if (outer != null) {
			return part(outer, attempt);
		}
		Attempt<Lease<T>, CompletionStage<R>, Exception> shown = (pool instanceof AttemptView view)
				? (lease) -> show(view, lease, attempt) : attempt::run;
		Attempt<Lease<T>, CompletionStage<R>, Exception> carried = CallContext.<T, R>carry(
				(lease) -> CurrentLease.ofThread().<T, CompletionStage<R>, Exception>run(pool, lease, shown), sources);
		if (!(pool instanceof AttemptView) || sources.length == 0) {
			return begin(pool, options, carried);
		}
		// what it puts in view belongs to what the sources have
		CallContext.Scope scope = CallContext.capture(sources).restore();
		try {
			return begin(pool, options, carried);
		}
		finally {
			scope.close();
		}
	}

	private static <T, R extends @Nullable Object> CompletableFuture<R> begin(EndpointPool<T> pool,
			@Nullable CallOptions<T> options, Attempt<Lease<T>, CompletionStage<R>, Exception> attempt) {
		return (options != null) ? pool.callLeasedAsync(options, attempt) : pool.callLeasedAsync(attempt);
	}

	private static <T, R extends @Nullable Object> CompletionStage<R> show(AttemptView view, Lease<T> lease,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) throws Exception {
		CallContext.Scope scope = view.show();
		try {
			return attempt.run(lease);
		}
		finally {
			scope.close();
		}
	}

	/** What the attempt throws is for its future, as in a call of its own. */
	private static <T, R extends @Nullable Object> CompletableFuture<R> part(Lease<T> outer,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		try {
			CompletionStage<R> stage = attempt.run(outer);
			return (stage != null) ? stage.toCompletableFuture()
					: CompletableFuture.failedFuture(new IllegalStateException(
							"The attempt returned null (expected: a CompletionStage or a publisher)"));
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
