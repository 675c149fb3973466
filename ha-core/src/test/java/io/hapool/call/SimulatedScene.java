package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import io.hapool.pool.HealthState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What most scenarios start with: sound endpoints named a, b, c ... of which some will
 * not stay so, and questions that most of them ask.
 */
final class SimulatedScene {

	private final List<SimulatedEndpoint> endpoints = new ArrayList<>();

	private final long seed;

	SimulatedScene(long seed, int count) {
		this.seed = seed;
		for (int i = 0; i < count; i++) {
			endpoints.add(new SimulatedEndpoint(String.valueOf((char) ('a' + i))));
		}
	}

	SimulatedEndpoint endpoint(String name) {
		return endpoints.get(name.charAt(0) - 'a');
	}

	List<SimulatedEndpoint> endpoints() {
		return endpoints;
	}

	Simulation simulation(UnaryOperator<PoolDefinition.Builder<SimulatedEndpoint>> customizer) {
		return new Simulation(seed, endpoints, customizer);
	}

	static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	static void assertOnlyIsolated(Simulation simulation, String name) {
		assertThat(simulation.transitions().into(HealthState.ISOLATED)).isNotEmpty()
			.allSatisfy((entry) -> assertThat(entry.endpoint()).isEqualTo(name));
	}

	static void assertNobodyIsolated(Simulation simulation) {
		assertThat(simulation.transitions().into(HealthState.ISOLATED)).isEmpty();
	}

	/** Of all requests from one moment to another, how many came to an endpoint. */
	static Share share(Simulation simulation, String name, Duration from, Duration until) {
		Share share = new Share();
		simulation.look(from, () -> share.begin(simulation, name));
		simulation.look(until, () -> share.end(simulation, name));
		return share;
	}

	/** A share that is known after the run. */
	static final class Share {

		private long own;

		private long all;

		private void begin(Simulation simulation, String name) {
			own -= requests(simulation, name);
			all -= requests(simulation);
		}

		private void end(Simulation simulation, String name) {
			own += requests(simulation, name);
			all += requests(simulation);
		}

		double value() {
			return (double) own / all;
		}

		private static long requests(Simulation simulation) {
			return simulation.endpoints().stream().mapToLong(SimulatedEndpoint::requests).sum();
		}

		private static long requests(Simulation simulation, String name) {
			return simulation.endpoints()
				.stream()
				.filter((endpoint) -> endpoint.name().equals(name))
				.mapToLong(SimulatedEndpoint::requests)
				.sum();
		}

	}

}
