package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Code of users that throws or blocks leaves no lease open, hides no failure, and stops
 * nobody's work.
 */
class ForeignCodeTests {

	private static final FailureClassifier BROKEN = new FailureClassifier() {

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			throw new IllegalStateException("broken classifier");
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			throw new IllegalStateException("broken classifier");
		}

		@Override
		public Duration retryAfter(Throwable failure) {
			throw new IllegalStateException("broken classifier");
		}

	};

	@Test
	void classifierThatThrowsLeavesNoLeaseOpen() {
		ManualPool manual = ManualPool.of((builder) -> builder.classifier(BROKEN), "a", "b");

		String answer = manual.pool().call((target) -> target);
		String leased = manual.pool().callLeased(Lease::target);
		assertThatThrownBy(() -> manual.pool().call((target) -> {
			throw new IOException("the real one");
		})).isInstanceOf(IOException.class).hasMessage("the real one");

		assertThat(List.of(answer, leased)).containsOnly("a");
		assertThat(manual.pool().openLeases()).isZero();
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(3, 2, 1, 4, 1));
	}

	@Test
	void isolationPolicyThatThrowsHidesNoFailure() {
		ManualPool manual = ManualPool.of((builder) -> builder.isolation((endpoint) -> {
			throw new IllegalStateException("broken policy");
		}), "a", "b");

		assertThatThrownBy(() -> manual.pool().call((target) -> {
			throw new IOException(target);
		})).isInstanceOf(IOException.class);

		assertThat(manual.pool().openLeases()).isZero();
		assertThat(manual.isolatedIds()).isEmpty();
	}

	@Test
	void poolThatClosesDuringAFailoverHidesNoFailure() {
		ManualPool manual = ManualPool.of("a", "b");

		assertThatThrownBy(() -> manual.pool().call((target) -> {
			manual.pool().close();
			throw new IOException("the real one");
		})).isInstanceOf(IOException.class).hasMessage("the real one");

		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
	}

	@Test
	void abortThatBlocksKeepsNobodyElseFromBeingIsolated() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		IsolationRules rules = ManualPool.BY_COUNT.withStuckAfter(Duration.ofMillis(300));
		try (EndpointPool<String> pool = EndpointPool.create(PoolDefinition.<String>builder("blocking")
			.targets(List.of("a", "b"))
			.selection(SelectionPolicy.sticky())
			.isolationRules(rules)
			.build())) {
			pool.call((target) -> target);
			List<Lease<String>> stuck = List.of(pool.lease(), pool.lease(), pool.lease());
			stuck.forEach((lease) -> lease.onAbort(() -> awaitQuietly(blocked)));
			await().until(() -> pool.endpoint("a").orElseThrow().status().health() == HealthState.ISOLATED);

			await("b is isolated when what might be a stall is over").pollDelay(Duration.ofMillis(1_500)).until(() -> {
				try (Lease<String> lease = pool.lease()) {
					lease.fail(new IOException("broken"));
				}
				return pool.endpoint("b").orElseThrow().status().health() == HealthState.ISOLATED;
			});

			stuck.forEach(Lease::succeed);
		}
		finally {
			blocked.countDown();
		}
	}

	@Test
	void checkThatNeverKnowsDoesNotBlockTheWayBack() {
		ManualPool manual = ManualPool
			.of((builder) -> builder.healthCheck((target, timeout) -> Verdict.UNKNOWN, CheckRules.DEFAULT), "a", "b");
		manual.succeed("b");
		manual.fail("a", 3);

		manual.time().advance(Duration.ofSeconds(26));
		manual.use();

		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
	}

	@Test
	void restorePolicyOfALargePoolTakesEffectAtOnce() {
		List<String> ids = IntStream.range(0, 300).mapToObj((i) -> "e" + i).toList();
		ManualPool manual = ManualPool.of((builder) -> builder.isolation((endpoint) -> true)
			.restore((endpoint) -> endpoint.endpoint().id().equals("e7")), ids.toArray(String[]::new));
		ids.forEach((id) -> manual.fail(id, 1));

		assertThat(manual.use()).isEqualTo("e7");
	}

	@Test
	void drainEndsThoughCallsAreRefusedMeanwhile() throws Exception {
		ManualPool manual = ManualPool.of("a");
		Lease<String> open = manual.pool().lease();
		assertThat(manual.pool().drain(Duration.ZERO)).isFalse();
		assertThatThrownBy(() -> manual.pool().call((target) -> target)).isInstanceOf(IllegalStateException.class);

		open.succeed();

		assertThat(manual.pool().drain(Duration.ofSeconds(5))).isTrue();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
