package io.hapool.call;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;

/**
 * Rules and policies for simulations.
 */
final class SimulatedRules {

	private SimulatedRules() {
	}

	static IsolationRules rules(int consecutiveFailures, Duration duration, Duration max, int trials) {
		return IsolationRules.DEFAULT.withConsecutiveFailures(consecutiveFailures)
			.withDuration(duration, max)
			.withTrialLeases(trials);
	}

	/** No number of failures in a row isolates. */
	static IsolationRules withoutConsecutiveFailures() {
		return IsolationRules.DEFAULT.withConsecutiveFailures(null);
	}

	static PoolDefinition.Builder<SimulatedEndpoint> checked(PoolDefinition.Builder<SimulatedEndpoint> pool) {
		return checked(pool, CheckRules.DEFAULT);
	}

	static PoolDefinition.Builder<SimulatedEndpoint> checked(PoolDefinition.Builder<SimulatedEndpoint> pool,
			CheckRules rules) {
		return pool.healthCheck(
				(endpoint, timeout) -> endpoint.isCheckedUp() ? HealthCheck.Verdict.UP : HealthCheck.Verdict.DOWN,
				rules);
	}

	static PoolDefinition.Builder<SimulatedEndpoint> randomPolicies(PoolDefinition.Builder<SimulatedEndpoint> pool,
			RandomGenerator random, List<String> description) {
		SelectionPolicy<SimulatedEndpoint> selection = switch (random.nextInt(7)) {
			case 0 -> SelectionPolicy.sticky();
			case 1 -> SelectionPolicy.score();
			case 2 -> SelectionPolicy.roundRobin();
			case 3 -> SelectionPolicy.random();
			case 4 -> SelectionPolicy.weighted();
			case 5 -> SelectionPolicy.leastLeased();
			default -> SelectionPolicy.fastest();
		};
		IsolationRules rules = randomRules(random);
		boolean checked = random.nextInt(4) == 0;
		description.add(selection.getClass().getSimpleName() + " " + rules + " checked " + checked);
		PoolDefinition.Builder<SimulatedEndpoint> next = pool.selection(selection).isolationRules(rules);
		return checked ? checked(next) : next;
	}

	private static IsolationRules randomRules(RandomGenerator random) {
		Duration isolation = Duration.ofMillis(random.nextInt(1000, 20_000));
		FailureRate rate = new FailureRate(new Ratio(random.nextInt(1, 11) / 10.0), random.nextInt(1, 40),
				random.nextInt(0, 20));
		return IsolationRules.DEFAULT.withConsecutiveFailures((random.nextInt(5) == 0) ? null : random.nextInt(1, 6))
			.withFailureRate((random.nextInt(5) == 0) ? null : rate)
			.withWindow(Duration.ofMillis(random.nextInt(1000, 20_000)))
			.withStuckAfter((random.nextInt(5) == 0) ? null : Duration.ofMillis(random.nextInt(1500, 5000)))
			.withDuration(isolation, isolation.multipliedBy(random.nextInt(1, 10)))
			.withMaxIsolated(new Ratio(random.nextInt(1, 11) / 10.0))
			.withTrialLeases(random.nextInt(1, 6))
			.withRampUp((random.nextInt(4) == 0) ? null : Duration.ofMillis(random.nextInt(500, 15_000)));
	}

}
