package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.hapool.call.SimulatedScene.seconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How endpoints come back after a fault.
 */
@ExtendWith(QuietEngine.class)
class SimulatedRecoveryTests {

	@Test
	void fault17LocalFaultMakesNoStormAndIsOverWithinTwoSeconds() {
		SimulatedScene scene = new SimulatedScene(17, 4);
		scene.endpoints().forEach((endpoint) -> endpoint.fault(seconds(10), seconds(20), SimulatedFault.refusing()));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(100);

		simulation.runAndVerify(seconds(60));

		assertThat(simulation.verdict().failed()).isNotEmpty()
			.allSatisfy((call) -> assertThat(call.age()).isBetween(seconds(10), seconds(22)));
		long attempts = simulation.verdict()
			.calls()
			.stream()
			.filter((call) -> call.age().compareTo(seconds(10)) >= 0 && call.age().compareTo(seconds(20)) < 0)
			.mapToLong((call) -> call.tried().size())
			.sum();
		assertThat(attempts).as("attempts of some 1000 calls").isLessThan(2500);
	}

	/** The short form of a client that has no file descriptor left. */
	@Test
	void fault37LocalFaultIsolatesNobody() {
		SimulatedScene scene = new SimulatedScene(37, 4);
		scene.endpoints().forEach((endpoint) -> endpoint.fault(seconds(10), seconds(20), SimulatedFault.refusing()));
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(100);

		simulation.runAndVerify(seconds(60));

		SimulatedScene.assertNobodyIsolated(simulation);
	}

	@Test
	void fault21IsolationOfAnEndpointThatFlapsGrowsToTheCap() {
		SimulatedScene scene = new SimulatedScene(21, 3);
		scene.endpoint("b").flapping(seconds(10), seconds(400), seconds(1), SimulatedFault.killed());
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random())
			.isolationRules(SimulatedRules.rules(3, seconds(1), seconds(16), 3)));
		simulation.poisson(100);

		simulation.runAndVerify(seconds(400));

		List<Duration> lengths = isolations(simulation, "b");
		assertThat(lengths).isNotEmpty()
			.allSatisfy((length) -> assertThat(length).isBetween(Duration.ofMillis(750), seconds(21)));
		assertThat(lengths).anyMatch((length) -> length.compareTo(seconds(12)) >= 0);
		assertThat(lengths).hasSizeLessThan(60);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault22EndpointsThatRecoverTogetherAreTriedOneAfterTheOther() {
		SimulatedScene scene = new SimulatedScene(22, 30);
		for (int i = 0; i < 25; i++) {
			scene.endpoints().get(i).fault(seconds(10), seconds(15), SimulatedFault.killed());
		}
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(400);
		List<String> tooMany = new ArrayList<>();
		simulation.every(Duration.ofMillis(5), () -> {
			long trials = trials(simulation);
			if (trials > Math.max(1, simulation.pool().openLeases() / 10)) {
				tooMany.add(trials + " of " + simulation.pool().openLeases());
			}
		});

		simulation.runAndVerify(seconds(60));

		List<Duration> starts = simulation.transitions()
			.into(HealthState.PROBATION)
			.stream()
			.map(TransitionLog.Entry::age)
			.toList();
		assertThat(starts).hasSize(25);
		assertThat(starts.get(24).minus(starts.get(0))).isGreaterThanOrEqualTo(seconds(8));
		assertThat(tooMany).as("trials among the open leases").isEmpty();
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	static List<SelectionPolicy<SimulatedEndpoint>> policiesThatShare() {
		return List.of(SelectionPolicy.weighted(), SelectionPolicy.fastest());
	}

	@ParameterizedTest
	@MethodSource("policiesThatShare")
	void fault23RampUpStaysBelowWhatAColdServerCanDo(SelectionPolicy<SimulatedEndpoint> policy) {
		SimulatedScene scene = new SimulatedScene(23, 3);
		SimulatedEndpoint cold = scene.endpoint("b");
		cold.fault(seconds(10), seconds(15), SimulatedFault.killed());
		Simulation simulation = scene.simulation((pool) -> pool.selection(policy));
		simulation.poisson(200);
		simulation.look(seconds(15), () -> cold.become(SimulatedFault.overloadedAbove(50)));
		List<Duration> restored = new ArrayList<>();
		simulation.events().subscribe(EndpointChanged.class, (change) -> {
			if (change.from().health() == HealthState.PROBATION && change.to().isSelectable()) {
				restored.add(simulation.age(simulation.time().nanos()));
				simulation.look(seconds(4), () -> cold.become(SimulatedFault.none()));
			}
		});

		simulation.runAndVerify(seconds(90));

		assertThat(restored).as("times when it was restored").hasSize(1);
		assertThat(simulation.transitions().into(HealthState.ISOLATED, "b")).hasSize(1);
		assertThat(cold.refusals()).isLessThanOrEqualTo(10);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	private static long trials(Simulation simulation) {
		return simulation.pool()
			.endpoints()
			.stream()
			.filter((endpoint) -> endpoint.status().health() == HealthState.PROBATION)
			.map(EndpointSnapshot::counts)
			.mapToLong(EndpointSnapshot.Counts::openLeases)
			.sum();
	}

	private static List<Duration> isolations(Simulation simulation, String name) {
		List<TransitionLog.Entry> changes = simulation.transitions().of(name);
		List<Duration> lengths = new ArrayList<>();
		for (int i = 1; i < changes.size(); i++) {
			if (changes.get(i).from() == HealthState.ISOLATED) {
				lengths.add(changes.get(i).age().minus(changes.get(i - 1).age()));
			}
		}
		return lengths;
	}

}
