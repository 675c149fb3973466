package io.hapool.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
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

	static PoolDefinition.Builder<SimulatedEndpoint> randomPolicies(PoolDefinition.Builder<SimulatedEndpoint> pool,
			RandomGenerator random, List<String> description) {
		SelectionPolicy<SimulatedEndpoint> selection = switch (random.nextInt(4)) {
			case 0 -> SelectionPolicy.sticky();
			case 1 -> SelectionPolicy.score();
			case 2 -> SelectionPolicy.roundRobin();
			default -> SelectionPolicy.random();
		};
		Duration isolation = Duration.ofMillis(random.nextInt(1000, 20_000));
		IsolationRules rules = rules(random.nextInt(1, 6), isolation,
				isolation.multipliedBy(random.nextInt(1, 10)), random.nextInt(1, 6));
		description.add(selection.getClass().getSimpleName() + " " + rules);
		return pool.selection(selection).isolationRules(rules);
	}

}
