package io.hapool.call;

import java.time.Duration;
import java.util.List;

import io.hapool.health.CheckRules;
import io.hapool.pool.HealthState;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.hapool.call.SimulatedScene.assertOnlyIsolated;
import static io.hapool.call.SimulatedScene.seconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks and calls that disagree.
 */
@ExtendWith(QuietEngine.class)
class SimulatedCheckTests {

	private static final Duration BASE = seconds(10);

	@Test
	void fault19EndpointWhoseCheckPassesWhileCallsFailIsNotRestoredBeforeTheBaseTime() {
		SimulatedScene scene = new SimulatedScene(19, 3);
		scene.endpoint("b").fault(seconds(10), seconds(60), SimulatedFault.errors(1, SimulatedReply.ERROR));
		Simulation simulation = scene.simulation((pool) -> SimulatedRules.checked(pool)
			.selection(SelectionPolicy.random())
			.isolationRules(SimulatedRules.rules(3, BASE, seconds(60), 3)));
		simulation.poisson(100);

		simulation.runAndVerify(seconds(120));

		assertOnlyIsolated(simulation, "b");
		List<TransitionLog.Entry> changes = simulation.transitions().of("b");
		for (int i = 1; i < changes.size(); i++) {
			if (changes.get(i).from() == HealthState.ISOLATED) {
				assertThat(changes.get(i).age().minus(changes.get(i - 1).age())).as(changes.get(i).toString())
					.isGreaterThanOrEqualTo(BASE.multipliedBy(3).dividedBy(4));
			}
		}
		assertThat(simulation.health("b")).isIn(HealthState.UP);
		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void fault20LastEndpointIsUsedThoughItsCheckFails(int count) {
		SimulatedScene scene = new SimulatedScene(20, count);
		Simulation simulation = scene
			.simulation((pool) -> SimulatedRules.checked(pool).selection(SelectionPolicy.random()));
		simulation.poisson(100);
		simulation.look(seconds(10), () -> scene.endpoints().forEach(SimulatedEndpoint::breakCheckPath));

		simulation.runAndVerify(seconds(120));

		assertThat(simulation.verdict().failed()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void lastEndpointStaysThoughNoCallHadComeToItWhenItsCheckFailed(int seed) {
		SimulatedScene scene = new SimulatedScene(seed, 3);
		Simulation simulation = scene.simulation((pool) -> SimulatedRules
			.checked(pool, CheckRules.DEFAULT.withInterval(Duration.ofMillis(100)).withVerdicts(1, 2))
			.selection(SelectionPolicy.sticky()));
		simulation.poisson(5);
		simulation.look(seconds(10), () -> scene.endpoints().forEach(SimulatedEndpoint::breakCheckPath));

		simulation.runAndVerify(seconds(120));

		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.transitions().into(HealthState.ISOLATED)).as("isolated once it is in use")
			.noneMatch((entry) -> isBetween(entry.age(), seconds(15), seconds(120)));
	}

	private static boolean isBetween(Duration age, Duration from, Duration until) {
		return age.compareTo(from) > 0 && age.compareTo(until) < 0;
	}

	@Test
	void deadEndpointWithoutCallsIsFoundByItsCheck() {
		SimulatedScene scene = new SimulatedScene(5, 2);
		scene.endpoint("b").fault(seconds(30), seconds(90), SimulatedFault.killed());
		Simulation simulation = scene
			.simulation((pool) -> SimulatedRules.checked(pool).selection(SelectionPolicy.sticky()));
		simulation.poisson(10);

		simulation.runAndVerify(seconds(180));

		assertThat(simulation.transitions().first("b", HealthState.ISOLATED, seconds(30)))
			.hasValueSatisfying((age) -> assertThat(age).isLessThan(seconds(45)));
		assertThat(simulation.health("b").isSelectable()).isTrue();
	}

}
