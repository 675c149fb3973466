package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.hapool.Background;
import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationPolicy;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.ScorePolicy;
import io.hapool.pool.WhenExhausted;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * All that hapool, the Python library, does, and the faults of it that must not return.
 */
class HapoolTests {

	private static final Duration ISOLATION = Duration.ofSeconds(26);

	@Nested
	class Has {

		@Test
		void poolFromAListOfAnything() {
			record Server(String name) {
			}
			Server server = new Server("one");

			try (EndpointPool<Object> texts = EndpointPool.of("a", 2, AdminState.READY);
					EndpointPool<Server> servers = EndpointPool.create(PoolDefinition.<Server>builder("servers")
						.endpoints(List.of(Endpoint.of("one", server)))
						.build())) {
				assertThat(texts.endpoints()).extracting((endpoint) -> endpoint.endpoint().id())
					.containsExactly("a", "2", "READY");
				Server called = servers.call((target) -> target);
				assertThat(called).isSameAs(server);
			}
		}

		@Test
		void emptyListIsAnError() {
			assertThatIllegalArgumentException().isThrownBy(() -> EndpointPool.of(List.of()))
				.withMessage("Pool \"pool\" has no endpoints (expected: one or more)");
		}

		@Test
		void addRawAndEndpointAvailableOrNot() {
			ManualPool manual = ManualPool.of("a");

			manual.pool().add(Endpoint.of("raw"));
			manual.pool().add(Endpoint.of("isolated"), AdminState.MAINTENANCE);

			assertThat(manual.pool().endpoints()).hasSize(3);
			assertThat(manual.pool().available()).hasSize(2);
		}

		@Test
		void dataActiveAndIsolatedAreShown() {
			ManualPool manual = ManualPool.of("a", "b");
			manual.fail("a", 3);

			assertThat(manual.pool().endpoints()).hasSize(2);
			assertThat(manual.pool().select()).map(Endpoint::id).contains("b");
			assertThat(manual.pool().isolated()).extracting((endpoint) -> endpoint.endpoint().id())
				.containsExactly("a");
		}

		@Test
		void pickWithAMethodOfItsOwn() {
			ManualPool manual = ManualPool.of("a", "b");

			String picked = manual.pool()
				.call(CallOptions.<String>builder().select(ManualPool.only("b")).build(), (target) -> target);

			assertThat(picked).isEqualTo("b");
		}

		@Test
		void failAndSucceedMoveTheScoreByTheirDeltas() {
			ManualPool manual = ManualPool.of("a");

			score(manual, 7, 30).fail(new IOException());
			int afterFailure = manual.endpoint("a").counts().score();
			score(manual, 7, 30).succeed();

			assertThat(afterFailure).isEqualTo(70);
			assertThat(manual.endpoint("a").counts().score()).isEqualTo(77);
		}

		@Test
		void tryToIsolateByHand() {
			ManualPool manual = ManualPool.of("a", "b");
			manual.fail("a", 1);

			manual.pool().isolateWhere((endpoint) -> endpoint.failures() > 0);

			assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
			assertThat(manual.health("b")).isEqualTo(HealthState.UNKNOWN);
		}

		@Test
		void recoverByHand() {
			ManualPool manual = ManualPool.of("a", "b");
			manual.fail("a", 3);
			manual.pool().isolate("b", "disk");

			manual.pool().restoreWhere((endpoint) -> endpoint.endpoint().id().equals("a"));

			assertThat(manual.pool().available()).extracting((endpoint) -> endpoint.endpoint().id())
				.containsExactly("a");
		}

		@Test
		void leaseInATryBlockReportsTheOutcome() {
			ManualPool manual = ManualPool.of("a");

			try (Lease<String> lease = manual.pool().lease()) {
				lease.succeed();
			}

			assertThat(manual.endpoint("a").counts().successes()).isEqualTo(1);
		}

		@Test
		void threeMethodsAndExemptExceptionsPerUse() {
			ManualPool manual = ManualPool.of("a", "b", "c");
			manual.fail("c", 3);
			CallOptions<String> options = CallOptions.<String>builder()
				.select(ManualPool.only("b"))
				.isolate((endpoint) -> true)
				.restore((endpoint) -> true)
				.exempt(IllegalStateException.class)
				.maxAttempts(1)
				.build();

			assertThatThrownBy(() -> manual.pool().call(options, failing(new IllegalStateException())));
			assertThat(manual.pool().isolated()).as("restored, and nothing booked").isEmpty();
			assertThatThrownBy(() -> manual.pool().call(options, failing(new IOException())));

			assertThat(manual.health("b")).isEqualTo(HealthState.ISOLATED);
		}

		@Test
		void defaultsAreThoseOfHapool() {
			assertThat(ScorePolicy.DEFAULT).isEqualTo(new ScorePolicy(100, 1, 50));
			assertThat(IsolationRules.DEFAULT.consecutiveFailures()).isEqualTo(3);
			assertThat(IsolationRules.DEFAULT.duration()).isEqualTo(Duration.ofSeconds(20));
		}

		@Test
		void isolatesAtTheThirdFailureAndComesBackAfterTwentySeconds() {
			ManualPool manual = ManualPool.of((builder) -> builder.whenExhausted(WhenExhausted.FAIL), "a");
			manual.fail("a", 2);
			assertThat(manual.pool().isolated()).isEmpty();

			manual.fail("a", 1);
			assertThat(manual.pool().isolated()).hasSize(1);
			manual.time().advance(ISOLATION);

			assertThat(manual.use()).isEqualTo("a");
		}

		@Test
		void stickyUntilFailure() {
			ManualPool manual = ManualPool.of("a", "b");
			List<String> targets = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				targets.add(manual.use());
			}
			manual.fail("a", 1);

			assertThat(targets).containsOnly("a");
			assertThat(manual.use()).isEqualTo("b");
		}

		@Test
		void exemptExceptionIsNeitherSuccessNorFailure() {
			ManualPool manual = ManualPool.of("a");
			CallOptions<String> options = CallOptions.<String>builder().exempt(IOException.class).build();

			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> manual.pool().call(options, failing(new IOException())));

			assertThat(manual.endpoint("a").counts()).isEqualTo(new EndpointSnapshot.Counts(0, 0, 0, 100, 0));
		}

		@Test
		void noEndpointAvailableWhenEmpty() {
			ManualPool manual = ManualPool.of("a");
			manual.pool().remove("a");

			assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(manual::use);
		}

		@Test
		void negativeDeltaIsRefused() {
			assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().score(-1, 0))
				.withMessage("score.success: -1 (expected: >= 0)");
			assertThatIllegalArgumentException().isThrownBy(() -> CallOptions.builder().score(0, -1))
				.withMessage("score.failure: -1 (expected: >= 0)");
		}

	}

	@Nested
	class NotAgain {

		@Test
		void oneObjectPerEndpointIsIsolatedAndRestored() {
			ManualPool manual = ManualPool.of("a", "b");
			manual.fail("a", 3);
			manual.pool().restore("a", "mended");

			assertThat(manual.pool().endpoints()).hasSize(2);
			assertThat(manual.pool().available()).hasSize(2);
		}

		@Test
		void equalityIsIdentity() {
			assertThat(Endpoint.of("a", 1)).isNotEqualTo(Endpoint.of("b", 1)).isEqualTo(Endpoint.of("a", 2));
		}

		@Test
		void restoredEndpointIsNotIsolatedByItsFirstFailure() {
			ManualPool manual = ManualPool.of("a", "b");
			manual.fail("a", 3);
			manual.time().advance(ISOLATION);
			for (int i = 0; i < 3; i++) {
				manual.succeed("a");
			}

			manual.fail("a", 2);
			assertThat(manual.health("a")).isEqualTo(HealthState.UP);
			manual.fail("a", 1);
			assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		}

		@Test
		void outcomeIsBookedOnTheLeasedEndpoint() {
			ManualPool manual = ManualPool.of("a", "b");
			Lease<String> onA = manual.pool().lease();
			manual.fail("a", 1);
			assertThat(manual.use()).isEqualTo("b");

			onA.fail(new IOException());

			assertThat(manual.endpoint("a").counts().failures()).isEqualTo(2);
			assertThat(manual.endpoint("b").counts().failures()).isZero();
		}

		@Test
		void poolsDoNotWaitForEachOtherNorForThemselves() throws Exception {
			try (EndpointPool<String> one = EndpointPool.of("a"); EndpointPool<String> other = EndpointPool.of("b")) {
				String both = one
					.call((outer) -> Background.supply(() -> inBoth(one, other)).get(10, TimeUnit.SECONDS));

				assertThat(both).isEqualTo("ab");
			}
		}

		private String inBoth(EndpointPool<String> one, EndpointPool<String> other) {
			return one.call((target) -> target + other.<String, RuntimeException>call((inner) -> inner));
		}

		@Test
		void isolatedOneIsNotServedAfterExhaustion() {
			ManualPool manual = ManualPool.of((builder) -> builder.whenExhausted(WhenExhausted.FAIL), "a");
			manual.fail("a", 3);

			assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(manual::use);
		}

		@Test
		void exceptionsAreNotSwallowed() {
			ManualPool manual = ManualPool.of("a", "b");
			IOException failure = new IOException("mine");

			assertThatThrownBy(() -> manual.pool().call(failing(failure))).isSameAs(failure);
		}

		@Test
		void loopEndsThoughNobodyIsEverIsolated() {
			ManualPool manual = ManualPool.of((builder) -> builder.isolation(IsolationPolicy.never()), "a", "b");

			assertThatThrownBy(() -> manual.pool().call(failing(new IOException())));

			assertThat(manual.pool().calls().attempts()).isEqualTo(2);
		}

		@Test
		void wallClockDecidesNothing() {
			ManualPool manual = ManualPool.of((builder) -> builder.whenExhausted(WhenExhausted.FAIL), "a");
			manual.fail("a", 3);

			manual.time().setWallClock(Instant.parse("2040-01-01T00:00:00Z"));
			assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(manual::use);
			manual.time().setWallClock(Instant.parse("1980-01-01T00:00:00Z"));
			manual.time().advance(ISOLATION);

			assertThat(manual.use()).isEqualTo("a");
		}

		@Test
		void scoreDeltaZeroIsZero() {
			ManualPool manual = ManualPool.of("a");
			score(manual, 1, 10).fail(new IOException());

			score(manual, 0, 0).fail(new IOException());
			score(manual, 0, 0).succeed();

			assertThat(manual.endpoint("a").counts().score()).isEqualTo(90);
		}

	}

	private static Lease<String> score(ManualPool manual, int success, int failure) {
		return manual.pool().lease(CallOptions.<String>builder().score(success, failure).build());
	}

	private static Attempt<String, String, Exception> failing(Exception failure) {
		return (target) -> {
			throw failure;
		};
	}

}
