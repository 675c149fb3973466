package io.hapool.call;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.SelectionPolicy;

/**
 * What the simulations use of the engine beyond calls.
 */
final class EngineFeatures {

	private EngineFeatures() {
	}

	static Optional<HealthState> state(String name) {
		return Stream.of(HealthState.values()).filter((state) -> state.name().equals(name)).findFirst();
	}

	static IsolationRules rules(int consecutiveFailures, Duration duration, Duration max, int trials) {
		return new IsolationRules(consecutiveFailures, duration, max, trials);
	}

	static SelectionPolicy<SimulatedEndpoint> fastest() {
		return SelectionPolicy.random();
	}

}
