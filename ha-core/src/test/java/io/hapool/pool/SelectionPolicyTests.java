package io.hapool.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.ManualPool;
import io.hapool.call.PoolDefinition;
import io.hapool.event.EventPublisher;
import io.hapool.time.ManualTime;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SelectionPolicyTests {

	@Test
	void stickyBeginsWithTheHighestWeightAndTheFirstOfEquals() {
		ManualPool equal = ManualPool.of("a", "b", "c");
		ManualPool weighted = ManualPool.of(UnaryOperator.identity(),
				List.of(weighted("a", 1), weighted("b", 3), weighted("c", 3)));

		assertThat(equal.use()).isEqualTo("a");
		assertThat(weighted.use()).isEqualTo("b");
	}

	@Test
	void stickyStaysUntilAFailureThenTakesTheBestAndStaysThereAfterTheFirstReturns() {
		ManualPool manual = ManualPool.of(UnaryOperator.identity(),
				List.of(weighted("a", 5), weighted("b", 1), weighted("c", 3)));
		assertThat(List.of(manual.use(), manual.use())).containsOnly("a");

		manual.fail("a", 1);
		String afterFailure = manual.use();
		manual.succeed("a");

		assertThat(afterFailure).isEqualTo("c");
		assertThat(manual.endpoint("a").counts().consecutiveFailures()).isZero();
		assertThat(List.of(manual.use(), manual.use())).containsOnly("c");
	}

	@Test
	void stickyPrefersFewerFailuresOverWeight() {
		ManualPool manual = ManualPool.of(UnaryOperator.identity(), List.of(weighted("a", 5), weighted("b", 1)));
		manual.fail("a", 2);
		manual.fail("b", 1);

		assertThat(manual.use()).isEqualTo("b");
	}

	@Test
	void scoreStaysBetweenZeroAndTheInitialOne() {
		ManualPool manual = ManualPool.of((builder) -> builder.isolation(IsolationPolicy.never()), "a");
		manual.succeed("a");
		assertThat(score(manual, "a")).isEqualTo(100);

		manual.fail("a", 1);
		assertThat(score(manual, "a")).isEqualTo(50);
		manual.succeed("a");
		assertThat(score(manual, "a")).isEqualTo(51);
		manual.fail("a", 2);
		assertThat(score(manual, "a")).isZero();
		manual.fail("a", 1);
		assertThat(score(manual, "a")).isZero();
		manual.succeed("a");
		assertThat(score(manual, "a")).isEqualTo(1);
	}

	@Test
	void scoreTakesARandomOneOfTheBest() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.score()), "a", "b", "c", "d");
		manual.fail("b", 1);

		Map<String, Integer> picks = picks(manual, 9000);

		assertThat(picks).containsOnlyKeys("a", "c", "d");
		// six sigma of a binomial with n = 9000, p = 1/3 are 268
		assertThat(picks.values()).allSatisfy((count) -> assertThat(count).isBetween(2730, 3270));
	}

	@Test
	void scoreTakesTheBestWhereverItStands() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.score()), "a", "b", "c");
		manual.fail("a", 2);
		manual.fail("b", 1);
		manual.fail("c", 2);

		assertThat(picks(manual, 50)).containsOnlyKeys("b");
	}

	@Test
	void roundRobinTakesTurns() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.roundRobin()), "a", "b", "c");

		assertThat(List.of(manual.use(), manual.use(), manual.use(), manual.use())).containsExactly("a", "b", "c", "a");
	}

	@Test
	void roundRobinLeavesNobodyOutWhileOneIsMissing() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.roundRobin()), "a", "b", "c");
		manual.pool().isolate("b", "disk");

		assertThat(picks(manual, 10)).containsOnly(Map.entry("a", 5), Map.entry("c", 5));
	}

	@Test
	void randomTakesEachAsOften() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(SelectionPolicy.random()), "a", "b", "c");

		Map<String, Integer> picks = picks(manual, 9000);

		assertThat(picks).containsOnlyKeys("a", "b", "c");
		assertThat(picks.values()).allSatisfy((count) -> assertThat(count).isBetween(2730, 3270));
	}

	@Test
	void lowestTierComesFirstInEachPolicy() {
		for (SelectionPolicy<String> policy : List.<SelectionPolicy<String>>of(SelectionPolicy.sticky(),
				SelectionPolicy.score(), SelectionPolicy.roundRobin(), SelectionPolicy.random())) {
			ManualPool manual = ManualPool.of((builder) -> builder.selection(policy),
					List.of(tier("a", 2), tier("b", 1), tier("c", 1), tier("d", 3)));

			assertThat(picks(manual, 60).keySet()).isSubsetOf("b", "c");
		}
	}

	@Test
	void nextTierServesOnlyWhileTheLowerIsOut() {
		ManualPool manual = ManualPool.of(UnaryOperator.identity(), List.of(tier("far", 1), tier("near", 0)));
		manual.pool().isolate("near", "disk");
		String meanwhile = manual.use();

		manual.pool().restore("near", "new disk");

		assertThat(meanwhile).isEqualTo("far");
		assertThat(manual.use()).isEqualTo("near");
	}

	@Test
	void preferredZoneComesFirstWithinTheTier() {
		Endpoint<String> otherZone = Endpoint.builder("a").zone("eu-2").weight(9).build();
		Endpoint<String> noZone = Endpoint.builder("b").weight(9).build();
		Endpoint<String> ownZone = Endpoint.builder("c").zone("eu-1").build();
		Endpoint<String> ownZoneHigherTier = Endpoint.builder("d").zone("eu-1").tier(1).weight(9).build();
		ManualPool manual = ManualPool.of(
				(builder) -> builder.preferZone("eu-1").selection(SelectionPolicy.roundRobin()),
				List.of(otherZone, noZone, ownZone, ownZoneHigherTier));
		Map<String, Integer> own = picks(manual, 12);

		manual.pool().isolate("c", "disk");

		assertThat(own).containsOnlyKeys("c");
		assertThat(picks(manual, 12)).containsOnlyKeys("a", "b");
	}

	@Test
	void lambdaSelectsAmongAllCandidates() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection(last()), "a", "b", "c");

		assertThat(manual.use()).isEqualTo("c");
	}

	@Test
	void policyOfOneCallLeavesThePoolsPolicyAlone() {
		ManualPool manual = ManualPool.of("a", "b", "c");
		CallOptions<String> options = CallOptions.<String>builder().select(last()).build();

		String chosen = manual.pool().call(options, (target) -> target);

		assertThat(chosen).isEqualTo("c");
		assertThat(manual.use()).isEqualTo("a");
	}

	@Test
	void endpointThatIsNoCandidateIsAClearError() {
		EndpointView<String> foreign = viewIn(ManualPool.of("a"));
		ManualPool manual = ManualPool.of((builder) -> builder.selection((candidates) -> foreign), "a");

		assertThatIllegalStateException().isThrownBy(manual::use)
			.withMessageContaining("expected: one of the candidates that the policy was given");
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void noSelectionIsAClearError() {
		ManualPool manual = ManualPool.of((builder) -> builder.selection((candidates) -> null), "a");

		assertThatIllegalStateException().isThrownBy(manual::use).withMessageContaining("selection: null");
	}

	@Test
	void previewLeasesNothing() {
		ManualPool manual = ManualPool.of("a", "b");

		assertThat(manual.pool().select()).map(Endpoint::id).contains("a");
		assertThat(manual.pool().openLeases()).isZero();
		manual.pool().isolate("a", "disk");
		assertThat(manual.pool().select()).map(Endpoint::id).contains("b");
		manual.pool().isolate("b", "disk");
		assertThat(manual.pool().select()).isEmpty();
	}

	@Test
	void nextTierServesWhenTheChoiceIsIsolatedWhileItIsMade() {
		AtomicReference<ManualPool> self = new AtomicReference<>();
		ManualPool manual = ManualPool.of((builder) -> builder.selection((candidates) -> {
			self.get().pool().isolate("near", "disk");
			return candidates.get(0);
		}), List.of(tier("near", 0), tier("far", 1)));
		self.set(manual);

		assertThat(manual.use()).isEqualTo("far");
	}

	@Test
	void endpointThatIsRestoredWhileNobodySeemsLeftServes() {
		ManualTime time = new ManualTime();
		AtomicReference<EndpointPool<String>> self = new AtomicReference<>();
		Time restoring = new Restoring(time, self);
		EndpointPool<String> pool = EndpointPool.create(
				PoolDefinition.<String>builder("billing").targets(List.of("a")).build(), restoring,
				new EventPublisher(time));
		pool.isolateWhere((endpoint) -> true);
		self.set(pool);

		try (Lease<String> lease = pool.lease()) {
			lease.succeed();
		}

		assertThat(pool.endpoints().get(0).status().health()).isEqualTo(HealthState.UP);
	}

	private static EndpointView<String> viewIn(ManualPool other) {
		AtomicReference<EndpointView<String>> view = new AtomicReference<>();
		other.pool().call(CallOptions.<String>builder().select((candidates) -> {
			view.set(candidates.get(0));
			return candidates.get(0);
		}).build(), (target) -> target);
		return view.get();
	}

	private static SelectionPolicy<String> last() {
		return (candidates) -> candidates.get(candidates.size() - 1);
	}

	private static Map<String, Integer> picks(ManualPool manual, int times) {
		Map<String, Integer> picks = new TreeMap<>();
		for (int i = 0; i < times; i++) {
			picks.merge(manual.use(), 1, Integer::sum);
		}
		return picks;
	}

	private static int score(ManualPool manual, String id) {
		return manual.endpoint(id).counts().score();
	}

	private static Endpoint<String> weighted(String id, double weight) {
		return Endpoint.builder(id).weight(weight).build();
	}

	private static Endpoint<String> tier(String id, int tier) {
		return Endpoint.builder(id).tier(tier).build();
	}

	/**
	 * An operator who restores the endpoint at the worst moment: between the look at its
	 * state and the compare-and-set that begins a trial.
	 */
	private record Restoring(ManualTime time, AtomicReference<EndpointPool<String>> pool) implements Time {

		@Override
		public long nanos() {
			boolean beginsTrial = StackWalker.getInstance()
				.walk((frames) -> frames.anyMatch((frame) -> frame.getMethodName().equals("beginTrial")));
			if (beginsTrial && pool.get() != null) {
				pool.getAndSet(null).restore("a", "new disk");
			}
			return time.nanos();
		}

		@Override
		public Instant wallClock() {
			return time.wallClock();
		}

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			return time.schedule(task, delay);
		}

		@Override
		public void sleep(Duration duration) {
			time.sleep(duration);
		}

	}

}
