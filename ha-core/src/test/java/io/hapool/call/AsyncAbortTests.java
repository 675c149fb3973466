package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.hapool.pool.Lease;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What ends asynchronous attempts and calls from outside, and what that may meet.
 */
class AsyncAbortTests {

	private static final Duration SOON = Duration.ofMillis(100);

	@Test
	void actionRegisteredAfterTheAttemptHasReturnedRuns() {
		ManualPool manual = ManualPool.of((pool) -> pool.attemptTimeout(SOON), "a");
		List<Lease<String>> leases = new ArrayList<>();
		List<String> closed = new ArrayList<>();
		CompletableFuture<String> answer = manual.pool().callLeasedAsync((lease) -> {
			leases.add(lease);
			return new CompletableFuture<String>();
		});
		leases.get(0).onAbort(() -> closed.add("socket"));

		manual.time().advance(SOON);

		assertThat(answer).isCompletedExceptionally();
		assertThat(closed).containsExactly("socket");
	}

	@Test
	void actionsOfAnAttemptThatHasEndedByItselfDoNotRun() {
		ManualPool manual = ManualPool.of((pool) -> pool.attemptTimeout(SOON), "a");
		List<String> closed = new ArrayList<>();
		CompletableFuture<String> attempt = new CompletableFuture<>();
		manual.pool().callLeasedAsync((lease) -> {
			lease.onAbort(() -> closed.add("socket"));
			return attempt;
		});

		attempt.complete("answer");
		manual.time().advance(SOON);

		assertThat(closed).isEmpty();
	}

	@Test
	void attemptThatAnActionCancelsHasStillTimedOut() {
		ManualPool manual = ManualPool.of((pool) -> pool.attemptTimeout(SOON), "a");
		CompletableFuture<String> answer = manual.pool().callLeasedAsync((lease) -> {
			CompletableFuture<String> attempt = new CompletableFuture<>();
			lease.onAbort(() -> attempt.cancel(true));
			return attempt;
		});

		manual.time().advance(SOON);

		assertThat(answer.isCancelled()).isFalse();
		assertThatThrownBy(answer::get).hasCauseInstanceOf(AttemptTimeoutException.class);
	}

	@Test
	void actionThatBlocksDoesNotHoldTheCaller() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		try (EndpointPool<String> pool = EndpointPool
			.create(PoolDefinition.<String>builder("billing").targets(List.of("a")).attemptTimeout(SOON).build())) {
			CompletableFuture<String> answer = pool.callLeasedAsync((lease) -> {
				lease.onAbort(gate::await);
				return new CompletableFuture<String>();
			});

			assertThatThrownBy(() -> answer.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(AttemptTimeoutException.class);
			gate.countDown();
		}
	}

	@Test
	void callEndsWhenItsClassifierThrowsAnError() {
		ManualPool manual = ManualPool.of("a", "b");
		CallOptions<String> options = CallOptions.<String>builder().classify((failure) -> {
			throw new NoClassDefFoundError("an/optional/Thing");
		}).build();
		List<CompletableFuture<String>> attempts = new ArrayList<>();
		CompletableFuture<String> answer = manual.pool().callAsync(options, (target) -> {
			attempts.add(new CompletableFuture<>());
			return attempts.get(attempts.size() - 1);
		});

		attempts.get(0).completeExceptionally(new IOException("reset"));
		attempts.get(1).complete("answer of b");

		assertThat(answer).isCompletedWithValue("answer of b");
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void callThatWaitsForItsNextPassFailsWhenThePoolCloses() {
		ManualPool manual = ManualPool.of((pool) -> pool.retry(RetryRules.DEFAULT.withMaxAttempts(5)), "a");
		CompletableFuture<String> answer = manual.pool()
			.callAsync((target) -> CompletableFuture.failedFuture(new IOException("reset")));
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(answer).isNotDone();

		manual.pool().close();

		assertThatThrownBy(answer::get).cause()
			.hasMessage("The pool was closed while the call was under way (expected: open)");
	}

	@Test
	void attemptInFlightIsCancelledWhenThePoolCloses() {
		ManualPool manual = ManualPool.of("a");
		CompletableFuture<String> attempt = new CompletableFuture<>();
		CompletableFuture<String> answer = manual.pool().callAsync((target) -> attempt);

		manual.pool().close();

		assertThat(answer).isCompletedExceptionally();
		assertThat(attempt).isCancelled();
		assertThat(manual.pool().openLeases()).isZero();
	}

}
