package io.hapool.call;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallTests {

	private final List<String> tried = new ArrayList<>();

	@Test
	void returnsWhatTheFirstAttemptReturns() {
		ManualPool manual = ManualPool.of("a", "b");

		String answer = manual.pool().call((target) -> "answer of " + target);

		assertThat(answer).isEqualTo("answer of a");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 1, 0));
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void runMakesACallWithoutAResult() throws Exception {
		ManualPool manual = ManualPool.of("a", "b");

		manual.pool().run((target) -> {
			tried.add(target);
			if (target.equals("a")) {
				throw new IOException("reset");
			}
		});

		assertThat(tried).containsExactly("a", "b");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
	}

	@Test
	void failuresMoveTheCallThroughAllEndpointsWithoutDelay() throws Exception {
		ManualPool manual = ManualPool.of("a", "b", "c");

		String answer = manual.pool().call((target) -> {
			tried.add(target);
			return failUnless(target.equals("c"), target);
		});

		assertThat(answer).isEqualTo("c");
		assertThat(tried).containsExactly("a", "b", "c");
		assertThat(manual.time().sleeps()).isEmpty();
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 3, 1));
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
		assertThat(counts(manual, "c").successes()).isEqualTo(1);
	}

	@Test
	void lastOriginalExceptionIsThrownWithTheOthersSuppressed() {
		ManualPool manual = ManualPool.of("a", "b", "c");
		List<Exception> thrown = new ArrayList<>();

		assertThatThrownBy(() -> manual.pool().call((target) -> {
			thrown.add(new IOException(target));
			throw thrown.get(thrown.size() - 1);
		})).satisfies((failure) -> {
			assertThat(failure).isSameAs(thrown.get(2));
			assertThat(failure.getSuppressed()).containsExactly(thrown.get(0), thrown.get(1));
		});
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 3, 1));
	}

	@Test
	void exemptExceptionIsRethrownAndBooksNothing() {
		ManualPool manual = ManualPool.of("a", "b");
		CallOptions<String> options = CallOptions.<String>builder().exempt(IllegalArgumentException.class).build();
		IllegalArgumentException failure = new IllegalArgumentException("my own fault");

		assertThatThrownBy(() -> manual.pool().call(options, (target) -> {
			tried.add(target);
			throw failure;
		})).isSameAs(failure);

		assertThat(tried).containsExactly("a");
		assertThat(counts(manual, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		assertThat(manual.changes()).isEmpty();
	}

	@Test
	void exemptionsOfACallAddUp() {
		ManualPool manual = ManualPool.of("a", "b");
		CallOptions<String> options = CallOptions.<String>builder()
			.exempt(IllegalArgumentException.class)
			.exempt((failure) -> "exempt".equals(failure.getMessage()))
			.build();

		assertThatThrownBy(() -> manual.pool().call(options, fails(new IllegalArgumentException())));
		assertThatThrownBy(() -> manual.pool().call(options, fails(new IOException("exempt"))));
		assertThatThrownBy(() -> manual.pool().call(options, fails(new IOException("other"))));

		assertThat(tried).containsExactly("a", "a", "a", "b");
	}

	@Test
	void callerErrorIsRethrownAndBookedAsSuccess() {
		ManualPool manual = ManualPool.of((builder) -> builder.classifier((failure) -> Outcome.CALLER_ERROR), "a", "b");

		assertThatThrownBy(() -> manual.pool().call(fails(new IOException("404")))).hasMessage("404");

		assertThat(tried).containsExactly("a");
		assertThat(counts(manual, "a").successes()).isEqualTo(1);
		assertThat(counts(manual, "a").failures()).isZero();
		assertThat(manual.pool().calls().failed()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(Outcome.class)
	void nonIdempotentCallMovesOnOnlyIfNothingWasDone(Outcome outcome) {
		ManualPool manual = ManualPool.of((builder) -> builder.idempotent(false).classifier((failure) -> outcome), "a",
				"b");
		boolean repeatable = outcome == Outcome.NOT_SENT || outcome == Outcome.NOT_EXECUTED
				|| outcome == Outcome.OVERLOADED;

		assertThatThrownBy(() -> manual.pool().call(fails(new IOException("failed")))).hasMessage("failed");

		assertThat(tried).isEqualTo(repeatable ? List.of("a", "b") : List.of("a"));
	}

	@Test
	void connectionThatWasRefusedMovesANonIdempotentCall() {
		ManualPool manual = ManualPool.of((builder) -> builder.idempotent(false), "a", "b");

		assertThatThrownBy(() -> manual.pool().call(fails(new ConnectException("refused"))));

		assertThat(tried).containsExactly("a", "b");
	}

	@Test
	void callMayBeNonIdempotentInAnIdempotentPool() {
		ManualPool manual = ManualPool.of("a", "b");
		CallOptions<String> once = CallOptions.<String>builder().idempotent(false).build();

		assertThatThrownBy(() -> manual.pool().call(once, fails(new IOException("reset"))));
		assertThat(tried).containsExactly("a");
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
	}

	@Test
	void errorReleasesTheLeaseAndIsNotRetried() {
		ManualPool manual = ManualPool.of("a", "b");
		OutOfMemoryError error = new OutOfMemoryError("heap");

		assertThatThrownBy(() -> manual.pool().call((target) -> {
			tried.add(target);
			throw error;
		})).isSameAs(error);

		assertThat(tried).containsExactly("a");
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(counts(manual, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
	}

	@Test
	void interruptEndsTheCallWithItsFlagRestoredAndNothingBooked() {
		ManualPool manual = ManualPool.of("a", "b");

		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> manual.pool().call(fails(new InterruptedException())));

		assertThat(Thread.interrupted()).isTrue();
		assertThat(tried).containsExactly("a");
		assertThat(counts(manual, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
	}

	@Test
	void wrappedInterruptRestoresTheFlagToo() {
		ManualPool manual = ManualPool.of("a", "b");

		assertThatThrownBy(
				() -> manual.pool().call(fails(new IllegalStateException("gave up", new InterruptedException()))));

		assertThat(Thread.interrupted()).isTrue();
		assertThat(tried).containsExactly("a");
	}

	@Test
	void cancellationEndsTheCallWithoutInterruptingAnybody() {
		ManualPool manual = ManualPool.of("a", "b");

		assertThatThrownBy(() -> manual.pool().call(fails(new CancellationException())));

		assertThat(Thread.interrupted()).isFalse();
		assertThat(tried).containsExactly("a");
	}

	@Test
	void sharedExceptionDoesNotGrowWithoutEnd() {
		ManualPool manual = ManualPool.of("a", "b");
		IOException shared = new IOException("always the same");

		for (int i = 0; i < 100; i++) {
			assertThatThrownBy(() -> manual.pool()
				.call((target) -> failWith(target.equals("a") ? new IOException("fresh") : shared)));
		}

		assertThat(shared.getSuppressed()).hasSizeBetween(1, 16);
	}

	@Test
	void exceptionThatBothAttemptsThrewIsNotSuppressedInItself() {
		ManualPool manual = ManualPool.of("a", "b");
		IOException shared = new IOException("always the same");

		assertThatThrownBy(() -> manual.pool().call(fails(shared))).isSameAs(shared);

		assertThat(tried).containsExactly("a", "b");
		assertThat(shared.getSuppressed()).isEmpty();
	}

	@Test
	void resultThatIsAFailureMovesTheCall() {
		ManualPool manual = ManualPool.of((builder) -> builder.classifier(statuses()), "a", "b");

		int status = manual.pool().call((target) -> target.equals("a") ? 503 : 200);

		assertThat(status).isEqualTo(200);
		assertThat(counts(manual, "a").failures()).isEqualTo(1);
		assertThat(manual.endpoint("a").lastFailure().outcome()).isEqualTo(Outcome.NOT_EXECUTED);
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
	}

	@Test
	void lastResultIsReturnedWhenAllAreFailures() {
		ManualPool manual = ManualPool.of((builder) -> builder.classifier(statuses()), "a", "b");

		String answer = manual.pool().call((target) -> {
			tried.add(target);
			return "503 of " + target;
		});

		assertThat(answer).isEqualTo("503 of b");
		assertThat(tried).containsExactly("a", "b");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 2, 1));
	}

	@Test
	void exceptionAfterAFailedResultIsThrownAlone() {
		ManualPool manual = ManualPool.of((builder) -> builder.classifier(statuses()), "a", "b");

		assertThatThrownBy(
				() -> manual.pool().call((target) -> target.equals("a") ? "503" : failUnless(false, "unplugged")))
			.hasMessage("unplugged")
			.hasNoSuppressedExceptions();
	}

	@Test
	void attemptMayEndItsLeaseItself() {
		ManualPool manual = ManualPool.of("a", "b");

		String answer = manual.pool().callLeased((lease) -> {
			lease.end(Outcome.OVERLOADED, null);
			return lease.target();
		});

		assertThat(answer).isEqualTo("a");
		assertThat(counts(manual, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
	}

	@Test
	void outcomeThatTheAttemptReportedDecidesWhetherTheCallMovesOn() {
		ManualPool manual = ManualPool.of((builder) -> builder.idempotent(false), "a", "b");

		assertThatThrownBy(() -> manual.pool().callLeased((lease) -> {
			tried.add(lease.target());
			lease.end(Outcome.NOT_EXECUTED, null);
			throw new IOException("503");
		})).hasMessage("503");

		assertThat(tried).containsExactly("a", "b");
	}

	@Test
	void callSeesItsLease() {
		ManualPool manual = ManualPool.of("a");
		Lease<String> lease = manual.pool().callLeased((leased) -> leased);

		assertThat(lease.endpoint().id()).isEqualTo("a");
		assertThat(lease.remaining()).hasSeconds(10);
		assertThat(lease.generation()).isZero();
	}

	@Test
	void nestedCallOverAnExhaustedPoolIsNoFaultOfTheOuterEndpoint() {
		ManualPool inner = ManualPool.of("x");
		inner.pool().isolate("x", "disk");
		ManualPool outer = ManualPool.of("a", "b");

		assertThatThrownBy(() -> outer.pool().call((target) -> inner.use())).hasMessageContaining("x MAINTENANCE");

		assertThat(counts(outer, "a")).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		assertThat(outer.pool().calls().attempts()).isEqualTo(1);
	}

	private Attempt<String, String, Exception> fails(Exception failure) {
		return (target) -> {
			tried.add(target);
			throw failure;
		};
	}

	private static <R> R failWith(Exception failure) throws Exception {
		throw failure;
	}

	private static String failUnless(boolean succeeds, String text) throws IOException {
		if (!succeeds) {
			throw new IOException(text);
		}
		return text;
	}

	private static EndpointSnapshot.Counts counts(ManualPool manual, String id) {
		return manual.endpoint(id).counts();
	}

	private static FailureClassifier statuses() {
		return new FailureClassifier() {

			@Override
			public Outcome classify(Throwable failure) {
				return null;
			}

			@Override
			public Outcome classifyResult(Object result) {
				return String.valueOf(result).startsWith("503") ? Outcome.NOT_EXECUTED : null;
			}

		};
	}

}
