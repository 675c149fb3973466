package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.hapool.call.SimulatedScene.assertNobodyIsolated;
import static io.hapool.call.SimulatedScene.assertOnlyIsolated;
import static io.hapool.call.SimulatedScene.seconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What hangs: endpoints, and this process itself.
 */
@ExtendWith(QuietEngine.class)
class SimulatedHangTests {

	private final SimulatedScene scene = new SimulatedScene(1, 3);

	@Test
	void fault03StoppedEndpointIsIsolatedWithinFourSecondsAndWhatIsStuckIsMoved() {
		scene.endpoint("b").fault(seconds(10), seconds(40), SimulatedFault.hung());
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).timeout(seconds(30)));
		simulation.poisson(100);

		simulation.runAndVerify(seconds(60));

		assertThat(simulation.transitions().first("b", HealthState.ISOLATED, seconds(10)))
			.hasValueSatisfying((age) -> assertThat(age).isLessThan(seconds(14)));
		assertOnlyIsolated(simulation, "b");
		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.verdict().longerThan(Duration.ofMillis(5500))).isEmpty();
	}

	@Test
	void fault03StoppedEndpointOfALoadThatIsLowIsIsolatedToo() {
		scene.endpoint("b").fault(seconds(10), seconds(100), SimulatedFault.hung());
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).timeout(seconds(30)));
		simulation.poisson(3);

		simulation.runAndVerify(seconds(120));

		assertThat(simulation.transitions().first("b", HealthState.ISOLATED, seconds(10)))
			.hasValueSatisfying((age) -> assertThat(age).isLessThan(seconds(20)));
		assertOnlyIsolated(simulation, "b");
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault04StaleResultsOfAStoppedEndpointThatGoesOnMoveNoState() {
		scene.endpoint("b").fault(seconds(10), seconds(15), SimulatedFault.hung());
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).attemptTimeout(seconds(1)));
		List<Lease<SimulatedEndpoint>> stale = new ArrayList<>();
		List<EndpointSnapshot<SimulatedEndpoint>> seen = new ArrayList<>();
		simulation.look(seconds(9), () -> {
			for (int i = 0; i < 5; i++) {
				stale.add(simulation.lease("b"));
			}
		});
		simulation.look(seconds(15).plusMillis(1), () -> {
			seen.add(simulation.snapshot("b"));
			stale.forEach(Lease::succeed);
			seen.add(simulation.snapshot("b"));
		});

		simulation.runAndVerify(seconds(60));

		assertThat(seen).extracting((endpoint) -> endpoint.status().health()).containsOnly(HealthState.ISOLATED);
		assertThat(seen.get(1).generation()).isEqualTo(seen.get(0).generation());
		assertThat(seen.get(1).isolationEnds()).isEqualTo(seen.get(0).isolationEnds());
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault24TrialThatNeverReportsIsGivenUpWithinFiveSeconds() {
		scene.endpoint("b").fault(seconds(10), seconds(15), SimulatedFault.killed());
		scene.endpoint("b").fault(seconds(15), seconds(200), SimulatedFault.hung());
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).timeout(seconds(60)));
		simulation.poisson(50);

		simulation.runAndVerify(seconds(180));

		List<TransitionLog.Entry> changes = simulation.transitions().of("b");
		List<Duration> probations = new ArrayList<>();
		for (int i = 1; i < changes.size(); i++) {
			if (changes.get(i).from() == HealthState.PROBATION) {
				probations.add(changes.get(i).age().minus(changes.get(i - 1).age()));
			}
		}
		assertThat(probations).isNotEmpty()
			.allSatisfy((length) -> assertThat(length).isLessThanOrEqualTo(Duration.ofMillis(5300)));
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault25StopOfThisProcessIsolatesNobody() {
		scene.endpoints().forEach((endpoint) -> endpoint.latency(Latency.uniform(seconds(0), Duration.ofMillis(800))));
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).attemptTimeout(seconds(1)));
		simulation.poisson(100);
		simulation.stall(seconds(20), seconds(2));

		simulation.runAndVerify(seconds(40));

		assertNobodyIsolated(simulation);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault25StopOfThisProcessWithChecksIsolatesNobody() {
		scene.endpoints().forEach((endpoint) -> endpoint.latency(Latency.uniform(seconds(0), Duration.ofMillis(800))));
		Simulation simulation = scene.simulation((pool) -> SimulatedRules.checked(pool).attemptTimeout(seconds(1)));
		simulation.poisson(100);
		for (int i = 1; i < 10; i++) {
			simulation.stall(seconds(10 * i), seconds(2));
		}

		simulation.runAndVerify(seconds(100));

		assertNobodyIsolated(simulation);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

}
