package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.hapool.LogCapture;
import io.hapool.pool.AdminState;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.hapool.call.SimulatedScene.seconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clocks that are set, endpoints that come and go, leases that are lost.
 */
@ExtendWith(QuietEngine.class)
class SimulatedChangeTests {

	@Test
	void fault26WallClockThatIsSetChangesNothing() {
		List<String> undisturbed = changes((simulation) -> {
		});
		List<String> disturbed = changes((simulation) -> {
			simulation.look(seconds(11), () -> setWallClock(simulation, Duration.ofHours(-1)));
			simulation.look(seconds(20), () -> setWallClock(simulation, Duration.ofHours(1)));
			simulation.look(seconds(35), () -> setWallClock(simulation, Duration.ofHours(1)));
			simulation.look(seconds(50), () -> setWallClock(simulation, Duration.ofHours(-1)));
		});

		assertThat(undisturbed).hasSizeGreaterThan(5);
		assertThat(disturbed).isEqualTo(undisturbed);
	}

	@Test
	void fault29PoolThatIsReloadedTenTimesASecondLosesNoCallAndNoLease() {
		SimulatedScene scene = new SimulatedScene(29, 4);
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(200);
		int[] next = new int[1];
		simulation.every(Duration.ofMillis(100), () -> {
			SimulatedEndpoint endpoint = scene.endpoints().get(next[0]++ % 4);
			simulation.pool().remove(endpoint.name());
			simulation.transitions().forget(endpoint.name());
			simulation.pool().add(endpoint.inPool(), AdminState.READY);
		});

		simulation.runAndVerify(seconds(60));

		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.verdict().calls().stream().filter((call) -> call.tried().size() > 1)).isEmpty();
	}

	@Test
	void fault29FailuresOfARemovedEndpointAreNotToldOfTheOneThatTookItsPlace() {
		SimulatedScene scene = new SimulatedScene(29, 2);
		scene.endpoint("b").fault(seconds(9), seconds(11), SimulatedFault.hung());
		Simulation simulation = scene
			.simulation((pool) -> pool.selection(SelectionPolicy.random()).attemptTimeout(seconds(1)));
		simulation.poisson(100);
		simulation.at(seconds(10).minusMillis(10), () -> {
			simulation.pool().remove("b");
			simulation.transitions().forget("b");
			simulation.pool().add(scene.endpoint("b").inPool(), AdminState.READY);
		});

		simulation.runAndVerify(seconds(60));

		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@Test
	void fault30RemovedEndpointIsDrainedWithinTheDeadline() {
		SimulatedScene scene = new SimulatedScene(30, 3);
		scene.endpoint("b").latency(Latency.uniform(seconds(0), seconds(2)));
		scene.endpoint("b").fault(seconds(19), seconds(100), SimulatedFault.hung());
		Simulation simulation = scene.simulation(
				(pool) -> pool.selection(SelectionPolicy.random()).timeout(seconds(5)).attemptTimeout(seconds(3)));
		simulation.poisson(50);
		List<Long> requests = new ArrayList<>();
		simulation.at(seconds(20), () -> {
			simulation.pool().remove("b");
			requests.add(scene.endpoint("b").requests());
		});

		simulation.runAndVerify(seconds(60));

		assertThat(scene.endpoint("b").requests()).isEqualTo(requests.get(0));
		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.verdict().calls()).as("calls that had to move from it")
			.anyMatch((call) -> call.tried().size() == 2);
	}

	@Test
	void fault31LeakedLeasesAreTakenBackAndReported() {
		SimulatedScene scene = new SimulatedScene(31, 3);
		Simulation simulation = scene.simulation((pool) -> pool.maxLeaseAge(seconds(30)));
		List<Lease<SimulatedEndpoint>> leaked = new ArrayList<>();
		simulation.look(seconds(10), () -> {
			for (int i = 0; i < 5; i++) {
				leaked.add(simulation.pool().lease());
			}
		});
		List<Integer> open = new ArrayList<>();
		simulation.look(seconds(39), () -> open.add(simulation.pool().openLeases()));
		simulation.look(seconds(45), () -> open.add(simulation.pool().openLeases()));
		simulation.fixedRate(5);

		try (LogCapture log = new LogCapture()) {
			simulation.runAndVerify(seconds(60));

			assertThat(open.get(0)).isGreaterThanOrEqualTo(5);
			assertThat(open.get(1)).isLessThanOrEqualTo(1);
			assertThat(log.warnings()).singleElement().asString().containsIgnoringCase("lease");
		}
		leaked.forEach(Lease::succeed);
		assertThat(simulation.pool().openLeases()).isZero();
	}

	private static List<String> changes(Consumer<Simulation> disturbance) {
		SimulatedScene scene = new SimulatedScene(26, 3);
		scene.endpoint("b").fault(seconds(10), seconds(40), SimulatedFault.killed());
		scene.endpoint("c").fault(seconds(15), seconds(30), SimulatedFault.hung());
		Simulation simulation = scene.simulation((pool) -> pool.selection(SelectionPolicy.random())
			.attemptTimeout(seconds(2))
			.isolationRules(SimulatedRules.rules(3, seconds(5), seconds(20), 3)));
		disturbance.accept(simulation);
		simulation.runAndVerify(seconds(120));
		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.health("b")).isEqualTo(HealthState.UP);
		return simulation.transitions().entries().stream().map(TransitionLog.Entry::toString).toList();
	}

	private static void setWallClock(Simulation simulation, Duration by) {
		simulation.time().setWallClock(simulation.time().wallClock().plus(by));
	}

}
