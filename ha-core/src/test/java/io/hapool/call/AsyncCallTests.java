package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AsyncCallTests {

	private final List<String> tried = new ArrayList<>();

	private final List<CompletableFuture<String>> attempts = new ArrayList<>();

	@Test
	void returnsWhatTheFirstAttemptHasDoneAlready() {
		ManualPool manual = ManualPool.of("a", "b");

		CompletableFuture<String> answer = manual.pool().callAsync(CompletableFuture::completedFuture);

		assertThat(answer).isCompletedWithValue("a");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 1, 0));
		assertThat(manual.time().waitingTasks()).isLessThanOrEqualTo(1);
	}

	@Test
	void failureThatComesLaterMovesTheCallOn() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		attempts.get(0).completeExceptionally(new IOException("reset"));
		assertThat(tried).containsExactly("a", "b");
		assertThat(answer).isNotDone();
		attempts.get(1).complete("answer of b");

		assertThat(answer).isCompletedWithValue("answer of b");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
	}

	@Test
	void failureThatIsThrownMovesTheCallOn() {
		ManualPool manual = ManualPool.of("a", "b");

		CompletableFuture<String> answer = manual.pool().callAsync((target) -> {
			if (target.equals("a")) {
				throw new IOException("reset");
			}
			return CompletableFuture.completedFuture(target);
		});

		assertThat(answer).isCompletedWithValue("b");
	}

	@Test
	void lastOriginalExceptionIsGivenWithTheOthersSuppressed() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);
		IOException first = new IOException("first");
		IOException last = new IOException("last");

		attempts.get(0).completeExceptionally(new CompletionException(first));
		attempts.get(1).completeExceptionally(last);

		assertThatThrownBy(answer::get).hasCause(last);
		assertThat(last.getSuppressed()).containsExactly(first);
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 2, 1));
	}

	@Test
	void returnedValueThatMeansFailureMovesTheCallOn() {
		ManualPool manual = ManualPool.of((pool) -> pool.classifier(new FailsOn("503")), "a", "b");

		CompletableFuture<String> answer = manual.pool()
			.callAsync((target) -> CompletableFuture.completedFuture(target.equals("a") ? "503" : "200"));

		assertThat(answer).isCompletedWithValue("200");
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
	}

	@Test
	void cancellingEndsTheAttemptAndBooksNothing() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		answer.cancel(true);

		assertThat(tried).containsExactly("a");
		assertThat(attempts.get(0)).isCancelled();
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(counts(manual, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
		assertThat(manual.changes()).isEmpty();
	}

	@Test
	void cancellingBetweenTwoPassesEndsTheCall() {
		ManualPool manual = ManualPool.of((pool) -> pool.retry(RetryRules.DEFAULT.withMaxAttempts(4)), "a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);
		attempts.get(0).completeExceptionally(new IOException("reset"));
		attempts.get(1).completeExceptionally(new IOException("reset"));

		answer.cancel(true);
		manual.time().advance(Duration.ofSeconds(1));

		assertThat(tried).containsExactly("a", "b");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 2, 1));
	}

	@Test
	void laterPassWaitsWithoutAThread() {
		ManualPool manual = ManualPool.of((pool) -> pool.retry(RetryRules.DEFAULT.withMaxAttempts(3)), "a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);
		attempts.get(0).completeExceptionally(new IOException("reset"));
		attempts.get(1).completeExceptionally(new IOException("reset"));

		manual.time().advance(Duration.ofMillis(25));
		attempts.get(2).complete("at last");

		assertThat(answer).isCompletedWithValue("at last");
		assertThat(manual.time().sleeps()).isEmpty();
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 3, 1));
	}

	@Test
	void resultThatTheCallerCompletesEndsTheAttempt() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		answer.complete("something else");

		assertThat(attempts.get(0)).isCancelled();
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void attemptThatCancelsItselfEndsTheCall() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		attempts.get(0).cancel(true);

		assertThat(tried).containsExactly("a");
		assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
		assertThat(counts(manual, "a").failures()).isZero();
	}

	@Test
	void callEndsWithItsDeadline() {
		ManualPool manual = ManualPool.of((pool) -> pool.timeout(Duration.ofMillis(300)), "a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		manual.time().advance(Duration.ofMillis(299));
		assertThat(answer).isNotDone();
		manual.time().advance(Duration.ofMillis(1));

		assertThatThrownBy(answer::get).cause()
			.isInstanceOf(AttemptTimeoutException.class)
			.hasMessage("No answer from a after 300 ms: its time was up");
		assertThat(tried).containsExactly("a");
		assertThat(attempts.get(0)).isCancelled();
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void attemptThatTakesTooLongIsAbortedAndTheCallMovesOn() {
		ManualPool manual = ManualPool.of((pool) -> pool.attemptTimeout(Duration.ofMillis(100)), "a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		manual.time().advance(Duration.ofMillis(100));
		attempts.get(0).complete("too late");
		attempts.get(1).complete("answer of b");

		assertThat(answer).isCompletedWithValue("answer of b");
		assertThat(attempts.get(0)).isCancelled();
		assertThat(counts(manual, "a"))
			.extracting(EndpointSnapshot.Counts::successes, EndpointSnapshot.Counts::failures)
			.containsExactly(0L, 1L);
	}

	@Test
	void whatMustNotRunTwiceDoesNot() {
		ManualPool manual = ManualPool.of((pool) -> pool.idempotent(false).attemptTimeout(Duration.ofMillis(100)), "a",
				"b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		manual.time().advance(Duration.ofMillis(100));

		assertThat(tried).containsExactly("a");
		assertThatThrownBy(answer::get).hasCauseInstanceOf(AttemptTimeoutException.class);
	}

	@Test
	void errorEndsTheCallAndBooksNothing() {
		ManualPool manual = ManualPool.of("a", "b");
		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		attempts.get(0).completeExceptionally(new StackOverflowError());

		assertThatThrownBy(answer::get).hasCauseInstanceOf(StackOverflowError.class);
		assertThat(counts(manual, "a").failures()).isZero();
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
	}

	@Test
	void attemptThatReturnsNullEndsTheCall() {
		ManualPool manual = ManualPool.of("a", "b");

		CompletableFuture<String> answer = manual.pool().callAsync((target) -> nothing());

		assertThatThrownBy(answer::get).cause()
			.hasMessage("The attempt returned null (expected: a CompletionStage or a publisher)");
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void stageThatCannotBeAskedIsWaitedFor() {
		ManualPool manual = ManualPool.of("a", "b");

		CompletableFuture<String> answer = manual.pool().callAsync((target) -> begin(target).minimalCompletionStage());
		attempts.get(0).complete("answer of a");

		assertThat(answer).isCompletedWithValue("answer of a");
	}

	@Test
	void withoutAnEndpointTheResultSaysSo() {
		ManualPool manual = ManualPool.of("a");
		manual.pool().isolate("a", "test");

		CompletableFuture<String> answer = manual.pool().callAsync(this::begin);

		assertThatThrownBy(answer::get).hasCauseInstanceOf(NoEndpointAvailableException.class);
		assertThat(tried).isEmpty();
	}

	@Test
	void leasedAttemptSeesItsDeadline() {
		ManualPool manual = ManualPool.of((pool) -> pool.timeout(Duration.ofMillis(300)), "a");
		CallOptions<String> options = CallOptions.<String>builder().timeout(Duration.ofMillis(200)).build();
		List<Duration> remaining = new ArrayList<>();

		manual.pool().callLeasedAsync((lease) -> {
			remaining.add(lease.remaining());
			return CompletableFuture.completedFuture("done");
		}).join();
		manual.pool().callLeasedAsync(options, (lease) -> {
			remaining.add(lease.remaining());
			return CompletableFuture.completedFuture("done");
		}).join();

		assertThat(remaining).containsExactly(Duration.ofMillis(300), Duration.ofMillis(200));
	}

	@Test
	void laterAttemptNeverBeginsOnTheThreadThatCompletedTheOneBefore() throws Exception {
		List<Thread> threads = new ArrayList<>();
		try (EndpointPool<String> pool = EndpointPool
			.create(PoolDefinition.<String>builder("billing").targets(List.of("a", "b")).build())) {
			CompletableFuture<String> answer = pool.callAsync((target) -> {
				threads.add(Thread.currentThread());
				return attempt(target);
			});
			attempts.get(0).completeExceptionally(new IOException("reset"));

			String second = answer.get(5, TimeUnit.SECONDS);

			assertThat(second).isIn("a", "b");
			assertThat(threads).hasSize(2);
			assertThat(threads.get(0)).isSameAs(Thread.currentThread());
			assertThat(threads.get(1)).isNotSameAs(Thread.currentThread());
		}
	}

	private CompletableFuture<String> begin(String target) {
		tried.add(target);
		CompletableFuture<String> attempt = new CompletableFuture<>();
		attempts.add(attempt);
		return attempt;
	}

	/** The first waits, the second is done. */
	private CompletableFuture<String> attempt(String target) {
		CompletableFuture<String> attempt = begin(target);
		if (attempts.size() > 1) {
			attempt.complete(target);
		}
		return attempt;
	}

	@SuppressWarnings("NullAway") // what careless code does
	private static CompletableFuture<String> nothing() {
		UnaryOperator<@Nullable CompletableFuture<String>> careless = (ignored) -> null;
		return careless.apply(null);
	}

	private static EndpointSnapshot.Counts counts(ManualPool manual, String id) {
		return manual.endpoint(id).counts();
	}

	private record FailsOn(String text) implements FailureClassifier {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			return null;
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			return text.equals(result) ? Outcome.NOT_EXECUTED : null;
		}

	}

}
