package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.hapool.pool.AdminState;
import io.hapool.pool.Endpoint;
import io.hapool.pool.WhenExhausted;

/**
 * A world made of a seed: endpoints, their faults, the load and the rules of the pool.
 */
final class SimulatedComposition {

	private final List<String> description = new ArrayList<>();

	private final List<SimulatedEndpoint> endpoints = new ArrayList<>();

	private final SplittableRandom random;

	private final long seed;

	private final Duration length;

	SimulatedComposition(long seed) {
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.length = Duration.ofSeconds(random.nextInt(60, 121));
		int count = random.nextInt(1, 9);
		for (int i = 0; i < count; i++) {
			endpoints.add(endpoint("e" + i));
		}
	}

	/** Runs it and checks what must hold in every simulation. */
	void run() {
		if (chance(0.15)) {
			faultOfAll();
		}
		endpoints.forEach(this::faults);
		Simulation simulation = new Simulation(seed, endpoints, this::pool);
		double perSecond = random.nextInt(5, 60);
		if (chance(0.8)) {
			simulation.poisson(perSecond);
		}
		else {
			simulation.fixedRate(perSecond);
		}
		description.add(perSecond + " calls a second");
		meddle(simulation);
		simulation.runAndVerify(length);
	}

	@Override
	public String toString() {
		return "composition " + seed + " of " + length.toSeconds() + " s: " + description;
	}

	private SimulatedEndpoint endpoint(String name) {
		int tier = chance(0.2) ? 1 : 0;
		double weight = chance(0.5) ? 1 : random.nextInt(1, 9) / 2.0;
		SimulatedEndpoint endpoint = new SimulatedEndpoint(name, tier, weight);
		Duration low = Duration.ofMillis(random.nextInt(1, 30));
		return switch (random.nextInt(3)) {
			case 0 -> endpoint.latency(Latency.fixed(low));
			case 1 -> endpoint.latency(Latency.uniform(low, low.multipliedBy(4)));
			default -> endpoint.latency(Latency.exponential(low, low));
		};
	}

	private PoolDefinition.Builder<SimulatedEndpoint> pool(PoolDefinition.Builder<SimulatedEndpoint> pool) {
		RetryRules retry = RetryRules.DEFAULT.withMaxAttempts(chance(0.7) ? 0 : random.nextInt(2, 7));
		boolean idempotent = chance(0.8);
		Duration timeout = Duration.ofMillis(random.nextInt(2000, 10_000));
		Duration attempt = chance(0.5) ? null : Duration.ofMillis(random.nextInt(500, 3000));
		WhenExhausted exhausted = chance(0.9) ? WhenExhausted.TRIAL : WhenExhausted.FAIL;
		description.add("attempts " + retry.maxAttempts() + " of " + attempt + " in " + timeout + ", idempotent "
				+ idempotent + ", " + exhausted);
		return SimulatedRules.randomPolicies(pool, random, description)
			.retry(retry)
			.idempotent(idempotent)
			.timeout(timeout)
			.attemptTimeout(attempt)
			.whenExhausted(exhausted);
	}

	private void faults(SimulatedEndpoint endpoint) {
		int count = chance(0.4) ? 0 : random.nextInt(1, 4);
		for (int i = 0; i < count; i++) {
			Duration from = moment();
			Duration until = from.plusMillis(random.nextInt(500, 30_000));
			if (chance(0.2)) {
				Duration each = Duration.ofMillis(random.nextInt(300, 3000));
				endpoint.flapping(from, until, each, fault(endpoint + " from " + from + " flaps by " + each));
			}
			else {
				endpoint.fault(from, until, fault(endpoint + " from " + from + " to " + until));
			}
		}
	}

	private SimulatedFault fault(String which) {
		int kind = random.nextInt(11);
		double share = random.nextInt(5, 100) / 100.0;
		description.add(which + " kind " + kind + " share " + share);
		return switch (kind) {
			case 0 -> SimulatedFault.killed();
			case 1 -> SimulatedFault.hung();
			case 2 -> SimulatedFault.blackHole();
			case 3 -> SimulatedFault.refusing();
			case 4 -> SimulatedFault.errors(share, SimulatedReply.ERROR);
			case 5 -> SimulatedFault.errors(share, SimulatedReply.UNAVAILABLE);
			case 6 -> SimulatedFault.errors(share, SimulatedReply.TOO_MANY);
			case 7 -> SimulatedFault.errors(share, SimulatedReply.RESET);
			case 8 -> SimulatedFault.slow(random.nextInt(2, 20));
			default -> otherFault(kind, share);
		};
	}

	private SimulatedFault otherFault(int kind, double share) {
		return (kind == 9) ? SimulatedFault.overloadedAbove(random.nextInt(1, 20)) : SimulatedFault.lossy(share / 3);
	}

	private void faultOfAll() {
		Duration from = moment();
		Duration until = from.plusMillis(random.nextInt(200, 10_000));
		SimulatedFault fault = fault("all from " + from + " to " + until);
		endpoints.forEach((endpoint) -> endpoint.fault(from, until, fault));
	}

	private void meddle(Simulation simulation) {
		if (chance(0.2)) {
			Duration stall = Duration.ofMillis(random.nextInt(300, 3000));
			Duration from = moment();
			description.add("stalled at " + from + " for " + stall);
			simulation.stall(from, stall);
		}
		if (chance(0.1)) {
			simulation.at(moment(),
					() -> simulation.time().setWallClock(simulation.time().wallClock().minus(Duration.ofHours(1))));
		}
		if (chance(0.2)) {
			isolateAndRestore(simulation, endpoints.get(random.nextInt(endpoints.size())).name());
		}
		if (chance(0.2)) {
			replace(simulation, endpoints.get(random.nextInt(endpoints.size())).inPool());
		}
	}

	private void isolateAndRestore(Simulation simulation, String name) {
		Duration from = moment();
		Duration until = from.plusMillis(random.nextInt(1, 10_000));
		description.add(name + " isolated by hand from " + from + " to " + until);
		simulation.at(from, () -> simulation.pool().isolate(name, "by hand"));
		simulation.at(until, () -> simulation.pool().restore(name, "by hand"));
	}

	private void replace(Simulation simulation, Endpoint<SimulatedEndpoint> endpoint) {
		Duration from = moment();
		description.add(endpoint.id() + " replaced at " + from);
		simulation.at(from, () -> {
			simulation.pool().remove(endpoint.id());
			simulation.transitions().forget(endpoint.id());
			simulation.pool().add(endpoint, AdminState.READY);
		});
	}

	private Duration moment() {
		return Duration.ofMillis(random.nextLong(1000, length.toMillis() - 1000));
	}

	private boolean chance(double probability) {
		return random.nextDouble() < probability;
	}

}
