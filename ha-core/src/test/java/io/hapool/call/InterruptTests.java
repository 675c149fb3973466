package io.hapool.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Attempts that hang and know nothing of aborts are ended by an interrupt.
 */
@Timeout(60)
class InterruptTests {

	private static final Duration SHORT = Duration.ofMillis(50);

	private final List<String> tried = new CopyOnWriteArrayList<>();

	@AfterEach
	void noInterruptSurvives() {
		assertThat(Thread.interrupted()).as("a stray interrupt").isFalse();
	}

	@Test
	void hungAttemptIsInterruptedAndTheCallMovesOn() throws Exception {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).attemptTimeout(SHORT))) {
			String answer = pool.call((target) -> answerOrHang(target, "b"));

			assertThat(answer).isEqualTo("b");
			assertThat(tried).containsExactly("a", "b");
			assertThat(failures(pool, "a")).isEqualTo(1);
			assertThat(failures(pool, "b")).isZero();
			assertThat(pool.calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(pool.openLeases()).isZero();
		}
	}

	@Test
	void attemptThatSeesItsLeaseIsInterruptedToo() throws Exception {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).attemptTimeout(SHORT))) {
			assertThat(pool.callLeased((Lease<String> lease) -> answerOrHang(lease.target(), "b"))).isEqualTo("b");
		}
	}

	@Test
	void optionsOfACallSwitchItOnAndOff() throws Exception {
		CallOptions<String> on = CallOptions.<String>builder().interrupt(true).attemptTimeout(SHORT).build();
		CallOptions<String> off = CallOptions.<String>builder().interrupt(false).attemptTimeout(SHORT).build();
		try (EndpointPool<String> without = pool(UnaryOperator.identity());
				EndpointPool<String> with = pool((builder) -> builder.interrupt(true))) {
			CountDownLatch abort = new CountDownLatch(1);

			String interrupted = without.call(on, (target) -> answerOrHang(target, "b"));
			String waited = with.callLeased(off, (Lease<String> lease) -> {
				lease.onAbort(abort::countDown);
				abort.await();
				return Thread.currentThread().isInterrupted() ? "interrupted" : lease.target();
			});

			assertThat(interrupted).isEqualTo("b");
			assertThat(waited).isEqualTo("a");
		}
	}

	@Test
	void interruptThatNobodySentIsReplacedWhenNothingIsLeft() {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).timeout(SHORT))) {
			assertThatExceptionOfType(AttemptInterruptedException.class)
				.isThrownBy(() -> pool.call((target) -> answerOrHang(target, "none")))
				.withCauseInstanceOf(InterruptedException.class)
				.withMessageMatching("The attempt on a was interrupted after \\d+ ms: its time was over "
						+ "\\(expected: an end within timeout and attempt-timeout\\)\\. Raise them if it may take longer\\.")
				.satisfies((ex) -> assertThat(ex.endpoint()).isEqualTo("a"))
				.satisfies((ex) -> assertThat(ex.lasted()).isPositive());
			assertThat(failures(pool, "a")).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource
	void exceptionOfTheAttemptStaysAsItIsAndTellsOfTheInterrupt(Exception own) {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).timeout(SHORT))) {
			Throwable thrown = catchThrowable(() -> pool.call((target) -> hangThenThrow(own)));

			assertThat(thrown).isSameAs(own);
			assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(AttemptInterruptedException.class);
			assertThat(failures(pool, "a")).isEqualTo(1);
		}
	}

	static Stream<Exception> exceptionOfTheAttemptStaysAsItIsAndTellsOfTheInterrupt() {
		return Stream.of(new IllegalStateException(new InterruptedException()), new ClosedByInterruptException(),
				new InterruptedIOException(), new IOException("request was interrupted", new InterruptedException()),
				new IllegalStateException("unrelated"));
	}

	@Test
	void exceptionThatTakesNoSuppressedOnesIsTheCause() {
		RuntimeException own = new RuntimeException("slim", new InterruptedException(), false, false) {
		};
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).timeout(SHORT))) {
			assertThatExceptionOfType(AttemptInterruptedException.class)
				.isThrownBy(() -> pool.call((target) -> hangThenThrow(own)))
				.havingCause()
				.isSameAs(own);
		}
	}

	@Test
	void sharedExceptionIsMarkedOnce() {
		IOException shared = new IOException("always the same");
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true)
			.timeout(Duration.ofMillis(5))
			.isolationRules(ManualPool.BY_COUNT))) {
			for (int i = 0; i < 4; i++) {
				assertThat(catchThrowable(() -> pool.call((target) -> hangThenThrow(shared)))).isSameAs(shared);
			}
			assertThat(shared.getSuppressed()).hasSize(1);
		}
	}

	@Test
	void whatIsNotIdempotentRunsOnce() {
		try (EndpointPool<String> pool = pool(
				(builder) -> builder.interrupt(true).idempotent(false).attemptTimeout(SHORT))) {
			assertThatExceptionOfType(AttemptInterruptedException.class)
				.isThrownBy(() -> pool.call((target) -> answerOrHang(target, "b")));

			assertThat(tried).containsExactly("a");
			assertThat(failures(pool, "a")).isEqualTo(1);
		}
	}

	@Test
	void attemptThatReturnsAllTheSameHasSucceeded() {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).timeout(SHORT))) {
			String answer = pool.call((target) -> {
				hang();
				Thread.currentThread().interrupt(); // as code does that may not throw it
				return target;
			});

			assertThat(answer).isEqualTo("a");
			assertThat(pool.calls()).isEqualTo(new CallCounts(1, 1, 0, 1, 0));
		}
	}

	@Test
	void interruptOfTheCallerIsACancellation() {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true))) {
			Thread.currentThread().interrupt();

			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> pool.call((target) -> answerOrHang(target, "none")));

			assertThat(Thread.interrupted()).isTrue();
			assertThat(tried).containsExactly("a");
			assertThat(failures(pool, "a")).isZero();
		}
	}

	@Test
	void interruptOfTheCallerIsKeptByAnAttemptThatIgnoresItPastItsDeadline() {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true).timeout(SHORT))) {
			Thread.currentThread().interrupt();

			String answer = pool.callLeased((Lease<String> lease) -> {
				CountDownLatch aborted = new CountDownLatch(1);
				lease.onAbort(aborted::countDown);
				while (aborted.getCount() > 0) {
					Thread.onSpinWait();
				}
				return lease.target();
			});

			assertThat(answer).isEqualTo("a");
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void innerCallThatWasInterruptedIsAFailureOfTheOuterEndpoint(boolean wrapped) throws Exception {
		try (EndpointPool<String> inner = pool((builder) -> builder.interrupt(true).timeout(SHORT));
				EndpointPool<String> outer = pool(UnaryOperator.identity())) {
			String answer = outer.<String, Exception>call((target) -> {
				if (target.equals("a")) {
					return inner
						.call((other) -> wrapped ? hangThenThrow(new IllegalStateException(new InterruptedException()))
								: answerOrHang(other, "none"));
				}
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
				return target;
			});

			assertThat(answer).isEqualTo("b");
			assertThat(failures(outer, "a")).isEqualTo(1);
		}
	}

	@Test
	void outerDeadlineInterruptsTheInnerCallWhichEndsAsCancelled() throws Exception {
		try (EndpointPool<String> inner = pool((builder) -> builder.interrupt(true));
				EndpointPool<String> outer = pool((builder) -> builder.interrupt(true).attemptTimeout(SHORT))) {
			String answer = outer.<String, Exception>call(
					(target) -> target.equals("a") ? inner.call((other) -> answerOrHang(other, "none")) : target);

			assertThat(answer).isEqualTo("b");
			assertThat(tried).as("attempts of the inner call").containsExactly("a");
			assertThat(failures(inner, "a")).isZero();
			assertThat(failures(outer, "a")).isEqualTo(1);
		}
	}

	@Test
	void callsOnAHungEndpointAreInterruptedLongBeforeTheirTimeIsOver() throws Exception {
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true)
			.timeout(Duration.ofHours(1))
			.isolationRules(ManualPool.BY_COUNT.withStuckAfter(Duration.ofSeconds(1))))) {
			pool.call((target) -> target);
			ExecutorService callers = Executors.newFixedThreadPool(3);
			List<Future<String>> answers = callers
				.invokeAll(Collections.nCopies(3, () -> pool.call((target) -> answerOrHang(target, "b"))));
			callers.shutdown();

			for (Future<String> answer : answers) {
				assertThat(answer.get()).isEqualTo("b");
			}
			assertThat(tried).containsExactlyInAnyOrder("a", "a", "a", "b", "b", "b");
			assertThat(failures(pool, "a")).isEqualTo(3);
			assertThat(pool.endpoint("a").orElseThrow().lastFailure().throwable())
				.isInstanceOf(AttemptInterruptedException.class)
				.hasMessageContaining("the endpoint was found hung (expected: answers within isolation.stuck-after)");
		}
	}

	@Test
	void actionThatIsRegisteredTooLateRunsAtOnce() throws Exception {
		try (EndpointPool<String> pool = pool((builder) -> builder.timeout(SHORT))) {
			String answer = pool.callLeased((Lease<String> lease) -> {
				while (!lease.remaining().isZero()) {
					Thread.onSpinWait();
				}
				CountDownLatch aborted = new CountDownLatch(1);
				lease.onAbort(aborted::countDown);
				aborted.await();
				return lease.target();
			});

			assertThat(answer).isEqualTo("a");
		}
	}

	/** The attempts take about as long as they may. */
	@Test
	void noCallOfManyLeavesAnInterruptBehind() {
		AtomicInteger strays = new AtomicInteger();
		try (EndpointPool<String> pool = pool((builder) -> builder.interrupt(true)
			.timeout(null)
			.attemptTimeout(Duration.ofNanos(200_000))
			.isolationRules(ManualPool.BY_COUNT))) {
			for (int i = 0; i < 5_000; i++) {
				long length = 100_000 + i % 200 * 1_000;
				pool.call((target) -> {
					long begun = System.nanoTime();
					while (System.nanoTime() - begun < length) {
						Thread.onSpinWait();
					}
					return target;
				});
				strays.addAndGet(Thread.interrupted() ? 1 : 0);
			}
		}
		assertThat(strays).hasValue(0);
	}

	private static EndpointPool<String> pool(UnaryOperator<PoolDefinition.Builder<String>> customizer) {
		return EndpointPool
			.create(customizer.apply(PoolDefinition.<String>builder("billing").targets(List.of("a", "b"))).build());
	}

	private String answerOrHang(String target, String answering) throws InterruptedException {
		tried.add(target);
		if (!target.equals(answering)) {
			new CountDownLatch(1).await();
		}
		return target;
	}

	/** As libraries do that wrap: with the flag set again. */
	private static <X extends Exception> String hangThenThrow(X failure) throws X {
		hang();
		Thread.currentThread().interrupt();
		throw failure;
	}

	private static void hang() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			// the end of the wait
		}
	}

	private static long failures(EndpointPool<String> pool, String id) {
		return pool.endpoint(id).map(EndpointSnapshot::counts).orElseThrow().failures();
	}

}
