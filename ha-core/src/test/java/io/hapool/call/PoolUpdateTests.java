package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Explanation;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.ManualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A pool that changes while it runs.
 */
class PoolUpdateTests {

	private final ManualPool manual = ManualPool.of("a", "b");

	@Test
	void endpointThatStaysKeepsItsStateAndItsNumbers() {
		manual.fail("a", 3);
		manual.succeed("b");
		EndpointSnapshot<String> before = manual.endpoint("a");

		update(Endpoint.of("c"), Endpoint.of("a"));

		assertThat(manual.pool().endpoints()).extracting((endpoint) -> endpoint.endpoint().id())
			.containsExactly("c", "a");
		assertThat(manual.endpoint("a")).isEqualTo(before);
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.use()).isEqualTo("c");
	}

	@Test
	void openLeaseSurvivesTheRemovalOfItsEndpoint() {
		Lease<String> lease = manual.lease("a");

		update(Endpoint.of("b"));

		assertThat(manual.pool().openLeases()).isOne();
		assertThat(manual.use()).isEqualTo("b");
		lease.succeed();
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void endpointWhoseTargetIsAnotherBeginsAnewButStaysInMaintenance() {
		ManualPool pool = ManualPool.of((builder) -> builder,
				List.of(Endpoint.of("one", "here"), Endpoint.of("two", "there")));
		pool.fail("one", 3);
		pool.pool().isolate("two", "disk is being replaced");

		pool.pool()
			.update(pool.pool()
				.definition()
				.toBuilder()
				.noEndpoints()
				.endpoints(List.of(Endpoint.of("one", "elsewhere"), Endpoint.of("two", "over there")))
				.build());

		assertThat(pool.health("one")).isEqualTo(HealthState.UNKNOWN);
		assertThat(pool.endpoint("two").status().admin()).isEqualTo(AdminState.MAINTENANCE);
		assertThat(pool.pool().<String, RuntimeException>call((target) -> target)).isEqualTo("elsewhere");
		assertThat(pool.endpoint("one").alias()).isEqualTo("one");
	}

	@Test
	void tierWeightZoneAndMetadataChangeInPlace() {
		manual.succeed("a");
		List<HaEvent> events = new ArrayList<>();

		update(Endpoint.builder("a").tier(1).weight(3).zone("east").metadata(Map.of("rack", "7")).build(),
				Endpoint.of("b"));

		EndpointSnapshot<String> changed = manual.endpoint("a");
		assertThat(changed.endpoint().tier()).isOne();
		assertThat(changed.endpoint().weight()).isEqualTo(3);
		assertThat(changed.endpoint().zone()).contains("east");
		assertThat(changed.endpoint().metadata()).containsEntry("rack", "7");
		assertThat(changed.counts().successes()).isOne();
		assertThat(manual.use()).isEqualTo("b");
		assertThat(events).isEmpty();
	}

	@Test
	void weightOfAnOperatorStaysUntilTheEndpointIsDefinedOtherwise() {
		manual.pool().reweigh("a", 5, "twice the memory");
		update(Endpoint.of("a"), Endpoint.of("b"));
		assertThat(manual.endpoint("a").endpoint().weight()).isEqualTo(5);

		update(Endpoint.builder("a").weight(2).build(), Endpoint.of("b"));

		assertThat(manual.endpoint("a").endpoint().weight()).isEqualTo(2);
		assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().reweigh("a", 0, "none"))
			.withMessage("weight: 0.0 (expected: > 0)");
	}

	@Test
	void endpointAddedByHandStays() {
		manual.pool().add(Endpoint.of("c"));

		update(Endpoint.of("a"));

		assertThat(manual.pool().endpoints()).extracting((endpoint) -> endpoint.endpoint().id())
			.containsExactly("a", "c");
		manual.pool().remove("c");
		assertThat(manual.pool().endpoint("c")).isEmpty();
	}

	@Test
	void comingAndGoingIsPublished() {
		ManualTime time = new ManualTime();
		EventPublisher publisher = new EventPublisher(time);
		List<String> events = new ArrayList<>();
		publisher.subscribe((event) -> events.add(event.description()));
		try (EndpointPool<String> pool = EndpointPool
			.create(PoolDefinition.<String>builder("billing").targets(List.of("a", "b")).build(), time, publisher)) {
			pool.update(pool.definition().toBuilder().noEndpoints().targets(List.of("b", "c")).build());
			pool.add(Endpoint.of("d"));
			pool.remove("d");
			pool.reweigh("b", 2, "bigger now");
		}

		assertThat(events).containsExactly("[billing] a left the pool: its list or a source of it says so",
				"[billing] c joined the pool: its list or a source of it says so",
				"[billing] d joined the pool: added by hand", "[billing] d left the pool: removed by hand",
				"[billing] b weight 1.0 -> 2.0: bigger now", "[billing] the pool is closed");
	}

	@Test
	void numbersOfPoliciesChange() {
		manual.fail("a", 2);

		manual.pool()
			.update(manual.pool()
				.definition()
				.toBuilder()
				.isolationRules(ManualPool.BY_COUNT.withConsecutiveFailures(5).withWindow(Duration.ofSeconds(60)))
				.timeout(Duration.ofSeconds(3))
				.idempotent(false)
				.build());

		manual.fail("a", 2);
		assertThat(manual.health("a").isSelectable()).isTrue();
		manual.fail("a", 1);
		assertThat(manual.health("a")).isEqualTo(HealthState.ISOLATED);
		assertThat(manual.pool().isIdempotent()).isFalse();
		try (Lease<String> lease = manual.pool().lease()) {
			assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(3));
			lease.succeed();
		}
	}

	@Test
	void windowOfAnotherLengthBeginsAnewAndCounts() {
		IsolationRules byRate = IsolationRules.DEFAULT.withConsecutiveFailures(null)
			.withFailureRate(new IsolationRules.FailureRate(new Ratio(0.5), 4, 0))
			.withMaxIsolated(new Ratio(1));
		ManualPool pool = ManualPool.of((builder) -> builder.isolationRules(byRate.withWindow(Duration.ofSeconds(1))),
				"a", "b");
		pool.fail("a", 3);

		pool.pool()
			.update(pool.pool()
				.definition()
				.toBuilder()
				.isolationRules(byRate.withWindow(Duration.ofSeconds(100)))
				.build());

		pool.fail("a", 3);
		assertThat(pool.health("a").isSelectable()).isTrue();
		pool.time().advance(Duration.ofSeconds(50));
		pool.fail("a", 1);
		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void stickyPoolStaysWhereItIs() {
		ManualPool pool = ManualPool.of((builder) -> builder.selection(SelectionPolicy.sticky()),
				List.of(Endpoint.of("a"), Endpoint.builder("b").weight(2).build()));
		assertThat(pool.use()).isEqualTo("b");
		pool.fail("b", 1);
		assertThat(pool.use()).isEqualTo("a");
		pool.succeed("b");

		pool.pool().update(pool.pool().definition().toBuilder().selection(SelectionPolicy.sticky()).build());

		assertThat(pool.use()).isEqualTo("a");
	}

	@Test
	void leasesByHandAreNoLeaksBecauseTheirAgeChanges() {
		Lease<String> lease = manual.lease("a");
		manual.time().advance(Duration.ofMinutes(2));

		manual.pool().update(manual.pool().definition().toBuilder().maxLeaseAge(Duration.ofMinutes(4)).build());
		manual.time().advance(Duration.ofMinutes(1));
		assertThat(manual.pool().openLeases()).isOne();

		manual.time().advance(Duration.ofMinutes(6));
		assertThat(manual.pool().openLeases()).isZero();
		lease.succeed();
		assertThat(manual.pool().openLeases()).isZero();
	}

	@Test
	void shorterAgeTakesNoYoungLeaseBack() {
		manual.time().advance(Duration.ofMinutes(9));
		Lease<String> young = manual.lease("a");

		manual.pool().update(manual.pool().definition().toBuilder().maxLeaseAge(Duration.ofSeconds(12)).build());
		manual.time().advance(Duration.ofSeconds(2));
		assertThat(manual.pool().openLeases()).isOne();

		manual.time().advance(Duration.ofSeconds(30));
		assertThat(manual.pool().openLeases()).isZero();
		young.succeed();
	}

	@Test
	void updateBringsBackWhatWasRemovedByHand() {
		manual.pool().remove("a");

		update(Endpoint.of("a"), Endpoint.of("b"));

		assertThat(manual.pool().endpoints()).hasSize(2);
	}

	@Test
	void wrongDefinitionChangesNothing() {
		PoolDefinition<String> other = PoolDefinition.<String>builder("other").targets(List.of("c")).build();
		assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().update(other))
			.withMessage("The definition of pool \"other\" was given to pool \"billing\" (expected: its own)");
		PoolDefinition<String> twice = manual.pool()
			.definition()
			.toBuilder()
			.targets(List.of("a"))
			.idempotent(false)
			.build();
		assertThatIllegalArgumentException().isThrownBy(() -> manual.pool().update(twice))
			.withMessage("Pool \"billing\" has two endpoints with the id \"a\" (expected: each id once)");

		assertThat(manual.pool().endpoints()).hasSize(2);
		assertThat(manual.pool().isIdempotent()).isTrue();
		manual.pool().close();
		assertThatIllegalStateException().isThrownBy(() -> manual.pool().update(manual.pool().definition()))
			.withMessage("Pool \"billing\" is closed (expected: open)");
	}

	@Test
	void explanationSaysWhyEachIsSelectedFirstLastOrNot() {
		ManualPool pool = ManualPool.of((builder) -> builder.selection(SelectionPolicy.roundRobin()),
				List.of(Endpoint.of("a"), Endpoint.of("b"), Endpoint.builder("c").tier(1).build(), Endpoint.of("d"),
						Endpoint.of("e")));
		pool.fail("d", 3);
		pool.pool().drain("e", "deploy");

		Explanation explanation = pool.pool().explain();

		assertThat(explanation.policy()).isEqualTo("round-robin");
		assertThat(explanation.candidates()).containsExactly("a", "b");
		assertThat(explanation.next()).isEqualTo(pool.use());
		assertThat(explanation.reasons()).containsEntry("a", "one of 2 among which round-robin chooses")
			.containsEntry("c", "selected last: it is of tier 1, and tier 0 has endpoints")
			.containsEntry("e", "gets no new leases: an operator drains it")
			.hasEntrySatisfying("d", (reason) -> assertThat(reason)
				.matches("isolated for another \\d+ ms, then on trial; before that only if nobody is left"));
		assertThat(pool.pool().select()).isEqualTo(pool.pool().select());
		pool.pool().pin("c", "test");
		assertThat(pool.pool().explain().reasons()).containsEntry("c", "gets all leases: an operator pinned it")
			.containsEntry("a", "selected last: an operator pinned c");
	}

	@SafeVarargs
	@SuppressWarnings("varargs") // only read
	private void update(Endpoint<String>... endpoints) {
		manual.pool()
			.update(manual.pool().definition().toBuilder().noEndpoints().endpoints(List.of(endpoints)).build());
	}

}
