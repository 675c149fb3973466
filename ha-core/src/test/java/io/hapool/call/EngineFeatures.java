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

	/** No number of failures in a row isolates. */
	static IsolationRules withoutConsecutiveFailures() {
		return rules(10_000, IsolationRules.DEFAULT.duration(), IsolationRules.DEFAULT.maxDuration(), 3);
	}

	static PoolDefinition.Builder<SimulatedEndpoint> maxLeaseAge(PoolDefinition.Builder<SimulatedEndpoint> pool,
			Duration age) {
		return pool;
	}

	static PoolDefinition.Builder<SimulatedEndpoint> checked(PoolDefinition.Builder<SimulatedEndpoint> pool) {
		return pool;
	}

	static SelectionPolicy<SimulatedEndpoint> weighted() {
		return SelectionPolicy.random();
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
		IsolationRules rules = rules(random.nextInt(1, 6), isolation, isolation.multipliedBy(random.nextInt(1, 10)),
				random.nextInt(1, 6));
		description.add(selection.getClass().getSimpleName() + " " + rules);
		return pool.selection(selection).isolationRules(rules);
	}

}
