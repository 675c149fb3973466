package io.hapool.call;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import io.hapool.event.EventPublisher;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import io.hapool.pool.LeaseRules;
import io.hapool.pool.WhenExhausted;
import io.hapool.time.ManualTime;

/**
 * The engine in manual time, on one thread: a pool of simulated endpoints, their faults,
 * and a load that waits for nobody. The same seed gives the same run.
 *
 * <pre>
 * Simulation simulation = new Simulation(7, List.of(new SimulatedEndpoint("a"), ...), (pool) -> pool...);
 * simulation.poisson(100);
 * simulation.run(Duration.ofMinutes(1));
 * simulation.verify();
 * </pre>
 */
final class Simulation {

	private static final Duration LAST_CALLS = Duration.ofMinutes(1);

	private final ManualTime time = new ManualTime();

	private final EventPublisher events = new EventPublisher(time);

	private final TransitionLog transitions = new TransitionLog(this);

	private final SimulatedVerdict verdict = new SimulatedVerdict(this);

	private final long start = time.nanos();

	private final RandomGenerator random;

	private final List<SimulatedEndpoint> endpoints;

	private final CallRules<SimulatedEndpoint> rules;

	private final LeaseRules leaseRules;

	private final FailoverPool<SimulatedEndpoint> pool;

	private double perSecond = 50;

	private boolean poisson = true;

	private long meddled = start - Duration.ofDays(1).toNanos();

	private long stalled = meddled;

	private boolean meddling;

	private boolean over;

	Simulation(long seed, List<SimulatedEndpoint> endpoints,
			UnaryOperator<PoolDefinition.Builder<SimulatedEndpoint>> customizer) {
		EngineChance.seed(seed);
		this.random = new SplittableRandom(seed);
		this.endpoints = endpoints;
		PoolDefinition<SimulatedEndpoint> definition = customizer
			.apply(PoolDefinition.<SimulatedEndpoint>builder("simulated")
				.endpoints(endpoints.stream().map(SimulatedEndpoint::inPool).toList())
				.classifier(SimulatedReply.CLASSIFIER))
			.build();
		this.rules = definition.callRules();
		this.leaseRules = definition.leaseRules();
		events.subscribe(EndpointChanged.class, transitions::add);
		this.pool = new FailoverPool<>(definition, time, events);
		endpoints.forEach((endpoint) -> endpoint.start(time, random));
	}

	/** Calls come by chance, so many a second on average. */
	void poisson(double perSecond) {
		this.perSecond = perSecond;
		this.poisson = true;
	}

	/** Calls come at equal intervals. */
	void fixedRate(double perSecond) {
		this.perSecond = perSecond;
		this.poisson = false;
	}

	/** Does something by hand. */
	void at(Duration age, Runnable action) {
		time.schedule(() -> {
			meddled = time.nanos();
			meddling = true;
			action.run();
			meddling = false;
		}, age);
	}

	/** Looks at something at equal intervals, for as long as the load runs. */
	void every(Duration interval, Runnable look) {
		time.schedule(() -> {
			look.run();
			if (!over) {
				every(interval, look);
			}
		}, interval);
	}

	/** Looks at something once. */
	void look(Duration age, Runnable look) {
		time.schedule(look, age);
	}

	/** This process stands still. */
	void stall(Duration from, Duration length) {
		time.schedule(() -> {
			stalled = time.nanos() + length.toNanos();
			meddled = stalled;
			time.stall(length);
		}, from);
	}

	/** Runs the load for so long, and then waits for the last calls. */
	void run(Duration length) {
		scheduleArrival();
		time.advance(length);
		over = true;
		time.advance(LAST_CALLS);
	}

	/** Runs it to the end and checks what must hold in every simulation. */
	void runAndVerify(Duration length) {
		run(length);
		if (Boolean.getBoolean("hapool.trace")) {
			transitions.entries().forEach(System.out::println);
		}
		verdict.verify();
		pool.close();
		events.close();
	}

	void ended(SimulatedCall call) {
		verdict.ended(call);
	}

	void noteAbort(SimulatedAttempt attempt) {
		verdict.aborted(attempt);
	}

	ManualTime time() {
		return time;
	}

	EventPublisher events() {
		return events;
	}

	FailoverPool<SimulatedEndpoint> pool() {
		return pool;
	}

	TransitionLog transitions() {
		return transitions;
	}

	SimulatedVerdict verdict() {
		return verdict;
	}

	/** Leases one endpoint, whatever the pool's policy would take. */
	Lease<SimulatedEndpoint> lease(String name) {
		return pool.lease(CallOptions.<SimulatedEndpoint>builder().select((candidates) -> {
			for (int i = 0; i < candidates.size(); i++) {
				if (candidates.get(i).endpoint().id().equals(name)) {
					return candidates.get(i);
				}
			}
			throw new IllegalStateException(name + " (expected: a candidate)");
		}).build());
	}

	List<SimulatedEndpoint> endpoints() {
		return endpoints;
	}

	SimulatedEndpoint endpoint(int index) {
		return endpoints.get(index);
	}

	HealthState health(String endpoint) {
		return snapshot(endpoint).status().health();
	}

	EndpointSnapshot<SimulatedEndpoint> snapshot(String endpoint) {
		return pool.endpoint(endpoint).orElseThrow();
	}

	/** How long after the beginning a moment is. */
	Duration age(long nanos) {
		return Duration.ofNanos(nanos - start);
	}

	Duration timeout() {
		return (rules.timeout() != null) ? rules.timeout() : Duration.ofDays(1);
	}

	RetryRules retry() {
		return rules.retry();
	}

	boolean idempotent() {
		return rules.idempotent();
	}

	int trialLeases() {
		return leaseRules.isolation().trialLeases();
	}

	/** Whether the engine may let calls fail until isolations end. */
	boolean failsWhenExhausted() {
		return leaseRules.whenExhausted() == WhenExhausted.FAIL;
	}

	/** Whether what changes now changes by hand. */
	boolean isMeddling() {
		return meddling;
	}

	boolean isStalledSince(long moment) {
		return stalled - moment >= 0;
	}

	/** Whether no endpoint began or ceased to answer, and nobody meddled. */
	boolean isUnchangedSince(long moment) {
		return meddled - moment < 0 && endpoints.stream().allMatch((endpoint) -> endpoint.lastChange() - moment < 0);
	}

	/** How long the engine may take to find an endpoint that answers. */
	Duration settling(SimulatedEndpoint endpoint) {
		return Duration.ofSeconds(2)
			.plusMillis((long) (30_000 / perSecond))
			.plus(endpoint.longestAnswer().multipliedBy(6));
	}

	private void scheduleArrival() {
		double seconds = poisson ? -Math.log(1 - random.nextDouble()) / perSecond : 1 / perSecond;
		time.schedule(this::arrive, Duration.ofNanos(1 + (long) (seconds * 1e9)));
	}

	private void arrive() {
		if (over) {
			return;
		}
		scheduleArrival();
		call();
	}

	private void call() {
		verdict.started();
		new SimulatedCall(this, pool.newCall()).start();
	}

}
