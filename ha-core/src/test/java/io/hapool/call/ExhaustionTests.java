package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.Outcome;
import io.hapool.pool.RestorePolicy;
import io.hapool.pool.WhenExhausted;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExhaustionTests {

	/** Longer than the first isolation with the largest jitter, which is 25 seconds. */
	private static final Duration ISOLATION = Duration.ofSeconds(26);

	@Test
	void trialGoesToTheOneWhoseIsolationEndsFirst() {
		ManualPool manual = ManualPool.of("a", "b");
		manual.fail("b", 3);
		manual.time().advance(Duration.ofSeconds(11)); // longer than all jitter
		manual.fail("a", 3);

		Lease<String> trial = manual.pool().lease();

		assertThat(trial.endpoint().id()).isEqualTo("b");
		assertThat(manual.health("b")).isEqualTo(HealthState.ISOLATED);
		trial.succeed();
		assertThat(manual.health("b")).isEqualTo(HealthState.PROBATION);
	}

	@Test
	void oneTrialAtATimePerEndpointAndTheOthersFailAtOnce() {
		ManualPool manual = ManualPool.of("a");
		manual.fail("a", 3);
		Lease<String> trial = manual.pool().lease();

		assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(() -> manual.pool().lease());

		trial.succeed();
		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void failRefusesAllUntilAnIsolationEnds() {
		ManualPool manual = ManualPool.of((builder) -> builder.whenExhausted(WhenExhausted.FAIL), "a");
		manual.fail("a", 3);

		assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(() -> manual.pool().lease());

		manual.time().advance(ISOLATION);
		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void failedTrialIsolatesAgainForLonger() {
		ManualPool manual = ManualPool.of("a");
		manual.fail("a", 3);
		manual.time().advance(ISOLATION);

		manual.fail("a", 1);

		EndpointSnapshot<String> endpoint = manual.endpoint("a");
		assertThat(endpoint.status().health()).isEqualTo(HealthState.ISOLATED);
		assertThat(endpoint.generation()).isEqualTo(2);
		assertThat(endpoint.isolationEnds()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(50));
	}

	@Test
	void trialsRestoreAndOthersServeMeanwhile() {
		ManualPool manual = ManualPool.of("a", "b");
		manual.fail("a", 3);
		List<String> meanwhile = List.of(manual.use(), manual.use());
		manual.time().advance(ISOLATION);

		List<String> trials = List.of(manual.use(), manual.use(), manual.use());

		assertThat(meanwhile).containsOnly("b");
		assertThat(trials).containsOnly("a");
		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
		assertThat(manual.use()).as("sticky stays").isEqualTo("b");
		assertThat(manual.changesInShort()).containsExactly("a UNKNOWN -> ISOLATED", "b UNKNOWN -> UP",
				"a ISOLATED -> PROBATION", "a PROBATION -> UP");
	}

	@Test
	void trialThatNeverReportsIsTakenBack() {
		ManualPool manual = ManualPool.of("a");
		manual.fail("a", 3);
		manual.time().advance(ISOLATION);
		Lease<String> lost = manual.pool().lease();
		manual.time().advance(Duration.ofSeconds(5).plusNanos(1));

		Lease<String> next = manual.pool().lease();

		assertThat(next.generation()).isEqualTo(lost.generation() + 1);
		lost.succeed();
		assertThat(manual.health("a")).as("the lost one is history").isEqualTo(HealthState.ISOLATED);
		next.succeed();
		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
	}

	@Test
	void nonIdempotentCallIsNoTrialWhileOthersAreSelectable() {
		ManualPool manual = ManualPool.of((builder) -> builder.idempotent(false), "a", "b");
		manual.fail("a", 3);
		manual.time().advance(ISOLATION);

		assertThat(manual.use()).isEqualTo("b");

		manual.pool().isolate("b", "disk");
		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void callGetsNoEndpointThatItHasTriedWhileAnUntriedOneIsLeft() {
		ManualPool manual = ManualPool.of("a", "b", "c");
		manual.fail("b", 3);
		manual.fail("c", 3);

		String answer = manual.pool().call((target) -> {
			if (target.equals("a")) {
				throw new IllegalStateException("broken");
			}
			return target;
		});

		assertThat(answer).isIn("b", "c");
		assertThat(manual.pool().calls().attempts()).isEqualTo(2);
	}

	@Test
	void restorePolicyBringsBackBeforeTheTrials() {
		ManualPool manual = ManualPool.of((builder) -> builder.restore((endpoint) -> endpoint.failures() == 3), "a",
				"b");
		manual.fail("a", 3);
		manual.succeed("b");

		manual.use();

		assertThat(manual.changesInShort()).contains("a ISOLATED -> UNKNOWN");
		assertThat(manual.pool().isolated()).isEmpty();
	}

	@Test
	void restorePolicyIsNotAskedOfMaintenance() {
		ManualPool manual = ManualPool.of((builder) -> builder.restore((endpoint) -> true), "a", "b");
		manual.fail("a", 3);
		manual.pool().isolate("a", "disk");

		manual.use();

		assertThat(manual.pool().isolated()).hasSize(1);
	}

	@Test
	void trialWithoutVerdictLetsTheNextOneTry() {
		ManualPool manual = ManualPool.of("a");
		manual.fail("a", 3);
		manual.time().advance(ISOLATION);
		manual.pool().lease().end(Outcome.EXEMPT, null);

		assertThat(manual.health("a")).isEqualTo(HealthState.PROBATION);
		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void exceptionNamesEachEndpointItsStateAndItsLastFailure() {
		ManualPool manual = ManualPool.of((builder) -> builder.whenExhausted(WhenExhausted.FAIL), "a", "b", "c");
		manual.fail("a", 3);
		manual.fail("b", 1);
		manual.pool().isolate("b", "disk");
		manual.pool().isolate("c", "disk");
		long left = manual.endpoint("a").isolationEnds().toMillis();

		assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(() -> manual.pool().lease())
			.withMessage("No endpoint of pool \"billing\" is available: a ISOLATED for another " + left
					+ " ms (IOException: a is broken); b MAINTENANCE (IOException: b is broken); c MAINTENANCE")
			.satisfies((ex) -> {
				assertThat(ex.pool()).isEqualTo("billing");
				assertThat(ex.getSuppressed()).extracting(Throwable::getMessage)
					.containsExactly("a is broken", "b is broken");
				assertThat(ex.getSuppressed()).hasOnlyElementsOfType(IOException.class);
			});
	}

	@Test
	void poolWhoseEndpointsWereAllRemovedSaysSo() {
		ManualPool manual = ManualPool.of("a");
		manual.pool().remove("a");

		assertThatExceptionOfType(NoEndpointAvailableException.class)
			.isThrownBy(() -> manual.pool().call((target) -> target))
			.withMessage("Pool \"billing\" has no endpoints");
		assertThat(manual.pool().calls()).isEqualTo(new CallCounts(1, 0, 1, 0, 0));
	}

	@Test
	void maintenanceIsNeverATrial() {
		ManualPool manual = ManualPool.of("a");
		manual.pool().isolate("a", "disk");
		manual.time().advance(Duration.ofDays(1));

		assertThatExceptionOfType(NoEndpointAvailableException.class).isThrownBy(() -> manual.pool().lease());
	}

	@Test
	void neverRestoringPolicyLeavesItToTheTrials() {
		ManualPool manual = ManualPool.of((builder) -> builder.restore(RestorePolicy.byTrial()), "a", "b");
		manual.fail("a", 3);

		assertThat(manual.use()).isEqualTo("b");
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
	}

}
