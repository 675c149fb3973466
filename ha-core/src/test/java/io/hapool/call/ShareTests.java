package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hapool.LogCapture;
import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Which share of the leases an endpoint gets: by weight, while it ramps up, when it asks
 * for less, when an operator has a say; and what becomes of leases that nobody ends.
 */
class ShareTests {

	private static final int CALLS = 8_000;

	@Test
	void weightedSharesByWeight() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.weighted()),
				List.of(weighted("a", 1), weighted("b", 2), weighted("c", 5)));

		Map<String, Double> shares = shares(manual);

		assertThat(shares.get("a")).isCloseTo(0.125, within(0.03));
		assertThat(shares.get("b")).isCloseTo(0.25, within(0.03));
		assertThat(shares.get("c")).isCloseTo(0.625, within(0.03));
	}

	@Test
	void fastestSharesByWeightWhenIdle() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.fastest()),
				List.of(weighted("a", 1), weighted("b", 3)));

		assertThat(shares(manual).get("b")).isCloseTo(0.75, within(0.05));
	}

	@Test
	void fastestAvoidsWhatIsBusy() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.fastest()), "a", "b");
		List<Lease<String>> open = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			open.add(manual.lease("a"));
		}

		assertThat(shares(manual)).containsOnlyKeys("b");
		open.forEach(Lease::succeed);
	}

	@Test
	void leastLeasedTakesTheOneWithTheFewestOpenLeasesForItsWeight() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.leastLeased()),
				List.of(weighted("a", 1), weighted("b", 3)));
		List<Lease<String>> open = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			open.add(manual.pool().lease());
		}

		assertThat(manual.endpoint("a").counts().openLeases()).isEqualTo(10);
		assertThat(manual.endpoint("b").counts().openLeases()).isEqualTo(30);
		open.forEach(Lease::succeed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "round-robin", "random", "weighted", "fastest", "least-leased" })
	void restoredEndpointBeginsWithATenthOfItsShare(String name) {
		ManualPool manual = rampingPool(name);

		double atFirst = shares(manual).get("a");
		manual.time().advance(Duration.ofSeconds(5));
		double halfway = shares(manual).get("a");
		manual.time().advance(Duration.ofSeconds(6));

		assertThat(atFirst).isBetween(0.01, 0.08);
		assertThat(halfway).isBetween(atFirst, 0.25);
		assertThat(manual.health("a")).isEqualTo(HealthState.UP);
		assertThat(shares(manual).get("a")).isCloseTo(0.333, within(0.04));
	}

	private static ManualPool rampingPool(String name) {
		IsolationRules ramping = IsolationRules.DEFAULT.withRampUp(Duration.ofSeconds(10)).withTrialLeases(1);
		ManualPool manual = ManualPool.of((builder) -> builder.selection(policy(name)).isolationRules(ramping), "a",
				"b", "c");
		List.of("b", "c").forEach(manual::succeed);
		manual.fail("a", 3);
		manual.time().advance(Duration.ofSeconds(26));
		manual.use();
		assertThat(manual.health("a")).isEqualTo(HealthState.RAMPING);
		return manual;
	}

	@Test
	void overloadedEndpointGetsLessForAsLongAsItAsks() {
		FailureClassifier asksForAMinute = new FailureClassifier() {

			@Override
			public @Nullable Outcome classify(Throwable failure) {
				return Outcome.OVERLOADED;
			}

			@Override
			public Duration retryAfter(Throwable failure) {
				return Duration.ofMinutes(1);
			}

		};
		ManualPool manual = ManualPool
			.of((builder) -> builder.selection(SelectionPolicy.roundRobin()).classifier(asksForAMinute), "a", "b", "c");
		manual.fail("a", 5);

		double meanwhile = shares(manual).get("a");
		manual.time().advance(Duration.ofSeconds(61));

		assertThat(meanwhile).isBetween(0.01, 0.08);
		assertThat(manual.isolatedIds()).isEmpty();
		assertThat(shares(manual).get("a")).isCloseTo(0.333, within(0.04));
	}

	@Test
	void pinnedEndpointGetsAllLeasesWhileItIsUsable() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.roundRobin()),
				List.of(Endpoint.of("a"), Endpoint.builder("b").tier(1).build()));

		manual.pool().pin("b", "a test of b");
		Map<String, Double> pinned = shares(manual);
		manual.fail("b", 3);
		Map<String, Double> isolated = shares(manual);
		manual.pool().restore("b", "repaired");
		manual.pool().unpin("b", "the test is over");

		assertThat(pinned).containsOnlyKeys("b");
		assertThat(isolated).containsOnlyKeys("a");
		assertThat(shares(manual)).containsOnlyKeys("a");
	}

	@Test
	void drainedEndpointGetsNoLeasesAndKeepsTheOpenOnes() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.roundRobin()), "a", "b");
		Lease<String> open = manual.lease("a");

		manual.pool().drain("a", "a new version");
		Map<String, Double> drained = shares(manual);
		open.succeed();

		assertThat(drained).doesNotContainKey("a");
		assertThat(manual.endpoint("a").status().admin()).isEqualTo(AdminState.DRAINING);
		assertThat(manual.endpoint("a").counts().successes()).isEqualTo(1);
		manual.pool().unpin("a", "done");
		assertThat(shares(manual).get("a")).isCloseTo(0.5, within(0.05));
	}

	@Test
	void leasesThatNobodyEndsAreTakenBackAndReportedOnce() {
		ManualPool manual = ManualPool.of((builder) -> builder.maxLeaseAge(Duration.ofMinutes(3)), "a");
		try (LogCapture log = new LogCapture()) {
			Lease<String> leaked = manual.pool().lease();
			manual.time().advance(Duration.ofMinutes(3));
			int before = manual.pool().openLeases();
			manual.time().advance(Duration.ofMinutes(2));
			int after = manual.pool().openLeases();
			leaked.succeed();

			assertThat(before).isEqualTo(1);
			assertThat(after).isZero();
			assertThat(manual.pool().openLeases()).isZero();
			assertThat(log.warnings()).singleElement().asString().contains("have not been ended for PT3M", "close()");
		}
	}

	@Test
	void leakIsReportedWithAStackOnceThereIsOne() {
		ManualPool manual = ManualPool.of((builder) -> builder.maxLeaseAge(Duration.ofMinutes(3)), "a");
		try (LogCapture log = new LogCapture()) {
			for (int round = 0; round < 4; round++) {
				for (int i = 0; i < 16; i++) {
					manual.pool().lease();
				}
				manual.time().advance(Duration.ofMinutes(5));
			}

			assertThat(log.warnings()).hasSize(2);
			assertThat(log.warnings().get(1)).contains("stack below");
		}
	}

	@Test
	void leasesBegunAfterALongRestAreNotTakenForOld() {
		ManualPool manual = ManualPool.of("a");
		for (int i = 0; i < 8; i++) {
			manual.use();
			manual.time().advance(Duration.ofHours(1).plusMinutes(17));
			Lease<String> lease = manual.pool().lease();
			manual.time().advance(Duration.ofSeconds(1));

			assertThat(manual.pool().openLeases()).isEqualTo(1);
			lease.succeed();
		}
	}

	private static SelectionPolicy<String> policy(String name) {
		return switch (name) {
			case "round-robin" -> SelectionPolicy.roundRobin();
			case "random" -> SelectionPolicy.random();
			case "weighted" -> SelectionPolicy.weighted();
			case "least-leased" -> SelectionPolicy.leastLeased();
			default -> SelectionPolicy.fastest();
		};
	}

	private static Endpoint<String> weighted(String id, double weight) {
		return Endpoint.builder(id).weight(weight).build();
	}

	private static Map<String, Double> shares(ManualPool manual) {
		Map<String, Double> shares = new HashMap<>();
		for (int i = 0; i < CALLS; i++) {
			shares.merge(manual.use(), 1.0 / CALLS, Double::sum);
		}
		return shares;
	}

}
