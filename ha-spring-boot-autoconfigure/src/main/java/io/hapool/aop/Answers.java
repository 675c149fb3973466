package io.hapool.aop;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.context.CallContext;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * What answers for the calls of one method that have failed: its fallbacks, if it has
 * any. They are not asked when the caller has gone.
 *
 * @param fallbacks the most specific first
 * @param time whose background threads run the fallbacks of futures and publishers;
 * {@code null} where there are no fallbacks
 */
record Answers(List<Fallback> fallbacks, @Nullable Time time) {

	/** Of a method without fallbacks. */
	static final Answers NONE = new Answers(List.of(), null);

	private static final String LAST_ATTEMPT = Answers.class.getName() + ".lastAttempt";

	boolean isEmpty() {
		return fallbacks.isEmpty();
	}

	/** Notes whose attempt of a synchronous call it was that failed. */
	void failed(ProxyMethodInvocation invocation, Lease<Object> lease, Throwable failure) {
		if (!fallbacks.isEmpty()) {
			invocation.setUserAttribute(LAST_ATTEMPT, new FailedAttempt(lease, failure));
		}
	}

	/** What answers for a synchronous call that threw, if anything does. */
	@Nullable Fallback find(ProxyMethodInvocation invocation, Throwable failure) {
		Fallback fallback = Fallbacks.find(fallbacks, failure);
		return (fallback != null && !hasCallerGone(invocation, failure)) ? fallback : null;
	}

	/** What answers for an asynchronous call that failed, if anything does. */
	@Nullable Fallback find(Throwable failure) {
		return isCancellation(failure) ? null : Fallbacks.find(fallbacks, failure);
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
			Fallback fallback = (failure != null && !result.isDone()) ? find(failure) : null;
			if (fallback != null) {
				CompletableFuture<@Nullable Object> answer = answerSoon(fallback, invocation, failure, context);
				answer.whenComplete((given, thrown) -> give(given, thrown, failure, result));
				result.whenComplete((given, thrown) -> answer.cancel(true));
			}
			else {
				complete(result, value, failure);
			}
		});
		result.whenComplete((value, failure) -> call.cancel(true));
		return result;
	}

	/**
	 * Answers on a background thread, for it may block: not on the thread that completed
	 * the last attempt.
	 * @return what the method returned; if it is cancelled before, the method does not
	 * run
	 */
	CompletableFuture<@Nullable Object> answerSoon(Fallback fallback, ProxyMethodInvocation invocation,
			Throwable failure, CallContext context) {
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		Runnable task = () -> {
			CallContext.Scope scope = context.restore();
			try {
				if (!answer.isDone()) {
					answer.complete(answer(fallback, invocation, failure));
				}
			}
			catch (Throwable ex) {
				answer.completeExceptionally(ex);
			}
			finally {
				scope.close();
			}
		};
		try {
			Objects.requireNonNull(time).schedule(task, Duration.ZERO);
		}
		catch (RuntimeException ex) {
			answer.completeExceptionally(failure); // the application is closing
		}
		return answer;
	}

	private static void give(@Nullable Object answer, @Nullable Throwable thrown, Throwable failure,
			CompletableFuture<@Nullable Object> result) {
		if (!(answer instanceof CompletionStage<?> stage)) {
			complete(result, answer, thrown);
			return;
		}
		stage.whenComplete((value, later) -> {
			if (later != null) {
				Fallback.suppress(later, failure);
			}
			complete(result, value, later);
		});
	}

	static void complete(CompletableFuture<@Nullable Object> result, @Nullable Object value,
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
