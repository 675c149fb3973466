package io.hapool.aop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.hapool.context.CallContext;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.reactive.Recovery;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * What answers for the calls of one method that have failed: its fallbacks, if it has
 * any. They are not asked when the caller has gone.
 *
 * @param fallbacks the most specific first
 * @param time whose background threads run the fallbacks of futures
 */
record Answers(List<Fallback> fallbacks, Supplier<Time> time) {

	private static final String LAST_ATTEMPT = Answers.class.getName() + ".lastAttempt";

	boolean isEmpty() {
		return fallbacks.isEmpty();
	}

	/** Notes whose attempt it was that failed. */
	void failed(ProxyMethodInvocation invocation, Lease<Object> lease, Throwable failure) {
		if (!fallbacks.isEmpty()) {
			invocation.setUserAttribute(LAST_ATTEMPT, new FailedAttempt(lease, failure));
		}
	}

	/** What answers for a call that threw, if anything does. */
	@Nullable Fallback find(ProxyMethodInvocation invocation, Throwable failure) {
		Fallback fallback = Fallbacks.find(fallbacks, failure);
		return (fallback != null && !hasCallerGone(invocation, failure)) ? fallback : null;
	}

	/** The future of a call with its fallbacks. */
	@SuppressWarnings("FutureReturnValueIgnored") // for their effect
	CompletableFuture<@Nullable Object> after(ProxyMethodInvocation invocation,
			CompletableFuture<@Nullable Object> call) {
		if (fallbacks.isEmpty()) {
			return call;
		}
		CallContext context = CallContext.capture();
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		call.whenComplete((value, failure) -> {
			Fallback fallback = (failure != null) ? find(failure) : null;
			if (fallback != null) {
				answerSoon(fallback, invocation, failure, context, result);
			}
			else {
				complete(result, value, failure);
			}
		});
		result.whenComplete((value, failure) -> call.cancel(true));
		return result;
	}

	/** The fallbacks of a publisher. */
	@Nullable Recovery of(ProxyMethodInvocation invocation) {
		if (fallbacks.isEmpty()) {
			return null;
		}
		return new Recovery() {

			@Override
			public boolean fits(Throwable failure) {
				return find(failure) != null;
			}

			@Override
			public @Nullable Object answer(Throwable failure) throws Exception {
				Fallback fallback = find(failure);
				return (fallback != null) ? Answers.answer(fallback, invocation, failure) : null;
			}

		};
	}

	private @Nullable Fallback find(Throwable failure) {
		return isCancellation(failure) ? null : Fallbacks.find(fallbacks, failure);
	}

	/** It may block: not on the thread that completed the last attempt. */
	private void answerSoon(Fallback fallback, ProxyMethodInvocation invocation, Throwable failure, CallContext context,
			CompletableFuture<@Nullable Object> result) {
		try {
			time.get().schedule(() -> {
				CallContext.Scope scope = context.restore();
				try {
					give(answer(fallback, invocation, failure), failure, result);
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
				finally {
					scope.close();
				}
			}, Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			result.completeExceptionally(failure); // the application is closing
		}
	}

	private static void give(@Nullable Object answer, Throwable failure, CompletableFuture<@Nullable Object> result) {
		if (answer instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, thrown) -> {
				if (thrown != null) {
					Fallback.suppress(thrown, failure);
				}
				complete(result, value, thrown);
			});
		}
		else {
			result.complete(answer);
		}
	}

	private static void complete(CompletableFuture<@Nullable Object> result, @Nullable Object value,
			@Nullable Throwable failure) {
		if (failure != null) {
			result.completeExceptionally(failure);
		}
		else {
			result.complete(value);
		}
	}

	static @Nullable Object answer(Fallback fallback, ProxyMethodInvocation invocation, Throwable failure)
			throws Exception {
		Object target = invocation.getThis();
		return fallback.invoke((target != null) ? target : invocation.getProxy(), invocation.getArguments(), failure);
	}

	/** What we have aborted looks like a cancellation too; its lease knows better. */
	private static boolean hasCallerGone(ProxyMethodInvocation invocation, Throwable failure) {
		if (Thread.currentThread().isInterrupted()) {
			return true;
		}
		return (invocation.getUserAttribute(LAST_ATTEMPT) instanceof FailedAttempt last && last.failure == failure)
				? last.lease.fail(failure) == Outcome.CANCELLED : isCancellation(failure);
	}

	private static boolean isCancellation(Throwable failure) {
		return FailureClassifier.standard().classify(failure) == Outcome.CANCELLED;
	}

	/**
	 * @param lease which knows how it ended
	 * @param failure what it threw
	 */
	private record FailedAttempt(Lease<Object> lease, Throwable failure) {
	}

}
