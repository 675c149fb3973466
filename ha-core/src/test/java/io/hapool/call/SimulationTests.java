package io.hapool.call;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.HealthState;
import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The simulator itself: it must see what it is there to see.
 */
@ExtendWith(QuietEngine.class)
class SimulationTests {

	private final List<SimulatedEndpoint> endpoints = List.of(new SimulatedEndpoint("a"), new SimulatedEndpoint("b"),
			new SimulatedEndpoint("c"));

	@Test
	void soundEndpointsAnswerAllCalls() {
		Simulation simulation = simulation(1);

		simulation.runAndVerify(Duration.ofMinutes(1));

		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.verdict().calls()).hasSizeBetween(5500, 6500);
		assertThat(endpoints).allSatisfy((endpoint) -> assertThat(endpoint.requests()).isGreaterThan(1000));
	}

	@Test
	void killedEndpointIsIsolatedAndComesBack() {
		endpoints.get(1).fault(Duration.ofSeconds(10), Duration.ofSeconds(30), SimulatedFault.killed());
		Simulation simulation = simulation(2);

		simulation.runAndVerify(Duration.ofMinutes(3));

		assertThat(simulation.verdict().failed()).isEmpty();
		assertThat(simulation.transitions().into(HealthState.ISOLATED)).isNotEmpty()
			.allSatisfy((entry) -> assertThat(entry.endpoint()).isEqualTo("b"));
		assertThat(simulation.health("b")).isEqualTo(HealthState.UP);
	}

	@Test
	void sameSeedGivesTheSameRun() {
		assertThat(outage(3)).isEqualTo(outage(3)).isNotEqualTo(outage(4));
	}

	private static List<String> outage(long seed) {
		List<SimulatedEndpoint> endpoints = List.of(new SimulatedEndpoint("a"), new SimulatedEndpoint("b"));
		endpoints.forEach((endpoint) -> endpoint.flapping(Duration.ofSeconds(5), Duration.ofSeconds(50),
				Duration.ofSeconds(5), SimulatedFault.killed()));
		Simulation simulation = new Simulation(seed, endpoints, (pool) -> pool.selection(SelectionPolicy.random()));
		simulation.run(Duration.ofMinutes(2));
		return simulation.transitions().entries().stream().map(TransitionLog.Entry::toString).toList();
	}

	private Simulation simulation(long seed) {
		Simulation simulation = new Simulation(seed, endpoints, (pool) -> pool.selection(SelectionPolicy.random()));
		simulation.poisson(100);
		return simulation;
	}

}
