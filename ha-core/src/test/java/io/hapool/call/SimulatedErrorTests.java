package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.hapool.pool.HealthState;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.hapool.call.SimulatedScene.assertOnlyIsolated;
import static io.hapool.call.SimulatedScene.seconds;
import static io.hapool.call.SimulatedScene.share;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Endpoints that answer, but slowly, sometimes, or with errors.
 */
@ExtendWith(QuietEngine.class)
class SimulatedErrorTests {

	@ParameterizedTest
	@ValueSource(doubles = { 0.05, 0.3 })
	void fault09RandomLossMakesNobodyFlap(double loss) {
		SimulatedScene scene = new SimulatedScene(9, 3);
		scene.endpoint("b").fault(seconds(10), seconds(310), SimulatedFault.lossy(loss));
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.roundRobin()).attemptTimeout(seconds(2)));
		simulation.poisson(60);

		simulation.runAndVerify(seconds(310));

		for (int minute = 0; minute < 5; minute++) {
			Duration from = seconds(10 + 60 * minute);
			Duration until = from.plus(seconds(60));
			assertThat(simulation.transitions().entries()).as("changes from %s to %s", from, until)
				.filteredOn((entry) -> entry.age().compareTo(from) >= 0 && entry.age().compareTo(until) < 0)
				.hasSizeLessThanOrEqualTo(2);
		}
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault12SlowEndpointGetsLessThanAFifthFromTheFastestPolicy() {
		SimulatedScene scene = new SimulatedScene(12, 3);
		scene.endpoints()
			.forEach((endpoint) -> endpoint.latency(Latency.uniform(Duration.ofMillis(15), Duration.ofMillis(25))));
		scene.endpoint("b").fault(seconds(10), seconds(60), SimulatedFault.slow(10));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.fastest()));
		simulation.poisson(100);
		SimulatedScene.Share before = share(simulation, "b", seconds(2), seconds(10));
		SimulatedScene.Share during = share(simulation, "b", seconds(15), seconds(60));

		simulation.runAndVerify(seconds(60));

		assertThat(before.value()).isBetween(0.25, 0.42);
		assertThat(during.value()).isLessThan(0.2);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault15EndpointOfFiveThatFailsAThirdIsTheOnlyOneIsolated() {
		SimulatedScene scene = new SimulatedScene(15, 5);
		scene.endpoint("b").fault(seconds(20), seconds(60), SimulatedFault.errors(0.3, SimulatedReply.ERROR));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.roundRobin())
			.isolationRules(SimulatedRules.withoutConsecutiveFailures()));
		simulation.poisson(200);

		simulation.runAndVerify(seconds(60));

		assertOnlyIsolated(simulation, "b");
		assertThat(simulation.transitions().first("b", HealthState.ISOLATED, seconds(20)))
			.hasValueSatisfying((age) -> assertThat(age).isLessThan(seconds(35)));
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 5, 8 })
	void fault16ErrorsOfAllMakeNobodyFlap(int count) {
		Simulation simulation = errorsOfAll(count);

		simulation.runAndVerify(seconds(100));

		assertThat(simulation.transitions().entries().size()).as("changes in 90 seconds")
			.isLessThanOrEqualTo(count * 30);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 5, 8 })
	void fault16ErrorsOfAllIsolateHalfOfThemAtMost(int count) {
		Simulation simulation = errorsOfAll(count);
		List<Long> isolated = new ArrayList<>();
		simulation.every(Duration.ofMillis(100), () -> isolated.add(isolated(simulation)));

		simulation.runAndVerify(seconds(100));

		assertThat(Collections.max(isolated)).isLessThanOrEqualTo(Math.max(1, count / 2));
		assertThat(simulation.verdict().failed()).as("calls that got no endpoint")
			.filteredOn((call) -> call.tried().isEmpty())
			.isEmpty();
	}

	@Test
	void fault18EndpointThatAsksForLessGetsLessAndIsNeverIsolated() {
		SimulatedScene scene = new SimulatedScene(18, 3);
		scene.endpoint("b").fault(seconds(10), seconds(60), SimulatedFault.errors(1, SimulatedReply.TOO_MANY));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.fastest()));
		simulation.poisson(100);
		SimulatedScene.Share before = share(simulation, "b", seconds(2), seconds(10));
		SimulatedScene.Share during = share(simulation, "b", seconds(12), seconds(60));

		simulation.runAndVerify(seconds(80));

		assertThat(before.value()).isBetween(0.25, 0.42);
		assertThat(during.value()).isLessThan(0.15);
		SimulatedScene.assertNobodyIsolated(simulation);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	private static Simulation errorsOfAll(int count) {
		SimulatedScene scene = new SimulatedScene(16, count);
		SimulatedFault fault = SimulatedFault.errors(0.6, SimulatedReply.ERROR);
		scene.endpoints().forEach((endpoint) -> endpoint.fault(seconds(10), seconds(100), fault));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(100);
		return simulation;
	}

	private static long isolated(Simulation simulation) {
		return simulation.pool()
			.endpoints()
			.stream()
			.filter((endpoint) -> endpoint.status().health() == HealthState.ISOLATED)
			.count();
	}

}
