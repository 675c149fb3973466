package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.AdminState;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must hold in every simulation, each rule in one method; some are watched while it
 * runs, for later nobody could tell.
 */
final class SimulatedVerdict {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration TOLERANCE = Duration.ofMillis(1);

	/** Who answers within this is never taken for hung. */
	private static final Duration SURELY_NOT_HUNG = Duration.ofSeconds(1);

	private final SlidingCount callsInASecond = new SlidingCount(SECOND);

	private final SlidingCount retriesInASecond = new SlidingCount(SECOND);

	private final SlidingCount callsInTen = new SlidingCount(SECOND.multipliedBy(10));

	private final SlidingCount retriesInTen = new SlidingCount(SECOND.multipliedBy(10));

	private final List<SimulatedCall> calls = new ArrayList<>();

	private final List<String> denied = new ArrayList<>();

	private final List<String> abortedInVain = new ArrayList<>();

	private final Simulation simulation;

	private int started;

	private int retries;

	SimulatedVerdict(Simulation simulation) {
		this.simulation = simulation;
	}

	void started() {
		started++;
		callsInASecond.add(now());
		callsInTen.add(now());
	}

	void retried() {
		retries++;
		retriesInASecond.add(now());
		retriesInTen.add(now());
	}

	void ended(SimulatedCall call) {
		calls.add(call);
		if (!call.succeeded()) {
			watchDenied(call);
		}
	}

	void aborted(SimulatedAttempt attempt) {
		SimulatedEndpoint endpoint = attempt.lease().target();
		boolean early = !attempt.lease().remaining().isZero() && !simulation.isStalledSince(attempt.began());
		if (early && endpoint.isAnsweringSince(attempt.began())
				&& endpoint.longestAnswer().compareTo(SURELY_NOT_HUNG) < 0) {
			abortedInVain.add(simulation.age(now()) + " on " + endpoint);
		}
	}

	/** The calls that have ended, in the order in which they did. */
	List<SimulatedCall> calls() {
		return calls;
	}

	List<SimulatedCall> failed() {
		return calls.stream().filter((call) -> !call.succeeded()).toList();
	}

	List<SimulatedCall> longerThan(Duration limit) {
		return calls.stream().filter((call) -> call.length().compareTo(limit) > 0).toList();
	}

	void verify() {
		verifyAllCallsAreCounted();
		verifyNoLeaseIsOpen();
		verifyNobodyWaitedPastTheDeadline();
		verifyRetriesKeptToTheirBudget();
		simulation.transitions().verify(simulation.pool().endpoints());
		assertThat(denied).as("calls that failed though an endpoint answered").isEmpty();
		assertThat(abortedInVain).as("attempts aborted though the endpoint answered").isEmpty();
		verifyNothingRanTwice();
	}

	private void verifyAllCallsAreCounted() {
		CallCounts counts = simulation.pool().calls();
		assertThat(calls.size()).as("calls that ended").isEqualTo(started);
		assertThat(counts.started()).as("started").isEqualTo(started);
		assertThat(counts.succeeded() + counts.failed()).as("succeeded and failed").isEqualTo(started);
		assertThat(counts.failed()).as("failed").isEqualTo(failed().size());
		long attempts = calls.stream().mapToLong((call) -> call.tried().size()).sum();
		assertThat(counts.attempts()).as("attempts").isEqualTo(attempts);
	}

	private void verifyNoLeaseIsOpen() {
		assertThat(simulation.pool().openLeases()).as("open leases").isZero();
		assertThat(simulation.pool().endpoints()).as("open leases of each")
			.allSatisfy((endpoint) -> assertThat(endpoint.counts().openLeases()).isZero());
	}

	private void verifyNobodyWaitedPastTheDeadline() {
		Duration limit = simulation.timeout().plus(TOLERANCE);
		assertThat(longerThan(limit)).as("calls that waited past their deadline")
			.allMatch((call) -> simulation.isStalledSince(call.began()));
	}

	private void verifyRetriesKeptToTheirBudget() {
		RetryRules rules = simulation.retry();
		double seconds = simulation.age(now()).toMillis() / 1000.0 + 1;
		assertThat((double) retries).as("retries")
			.isLessThanOrEqualTo(rules.budget().value() * started + rules.minRetriesPerSecond() * seconds);
	}

	private void verifyNothingRanTwice() {
		if (!simulation.idempotent()) {
			assertThat(calls.stream().filter((call) -> call.executions() > 1)).as("executed twice").isEmpty();
		}
	}

	/**
	 * A call that may be repeated must not fail while an endpoint would have answered it:
	 * one that it has not tried, with an attempt, budget and a second left, and that
	 * answered during the whole life of the call; and either the engine held it for
	 * selectable all the while, or nothing had changed for so long before, neither the
	 * world nor who is selectable, that the engine should have found it.
	 */
	private void watchDenied(SimulatedCall call) {
		int limit = simulation.retry().maxAttempts();
		boolean attemptLeft = limit == 0 || call.tried().size() < limit;
		if (!simulation.idempotent() || !attemptLeft || isBudgetSpent(call)) {
			return;
		}
		for (EndpointSnapshot<SimulatedEndpoint> endpoint : simulation.pool().endpoints()) {
			if (endpoint.status().admin() == AdminState.READY
					&& wouldHaveAnswered(endpoint.endpoint().target(), call)) {
				denied.add(call + " though " + endpoint.endpoint().id() + " answered, " + endpoint.status() + ", of "
						+ statuses());
			}
		}
	}

	private boolean wouldHaveAnswered(SimulatedEndpoint endpoint, SimulatedCall call) {
		Duration left = simulation.timeout().minus(call.length());
		Duration needed = endpoint.longestAnswer().plus(SECOND);
		if (call.tried().contains(endpoint) || left.compareTo(needed) < 0) {
			return false;
		}
		boolean held = endpoint.isAnsweringSince(call.began())
				&& simulation.transitions().isSelectableSince(endpoint.name(), call.began());
		long settled = call.began() - simulation.settling(endpoint).toNanos();
		boolean found = !simulation.failsWhenExhausted() && endpoint.isAnsweringSince(settled)
				&& simulation.isUnchangedSince(settled) && simulation.transitions().isNobodyLostSince(settled);
		return held || found;
	}

	/** Nearly, for the engine need not count as this does. */
	private boolean isBudgetSpent(SimulatedCall call) {
		RetryRules rules = simulation.retry();
		double inASecond = rules.budget().value() * callsInASecond.count(now()) + rules.minRetriesPerSecond();
		double inTen = rules.budget().value() * callsInTen.count(now()) + 10 * rules.minRetriesPerSecond();
		return call.tried().size() > 1
				&& (retriesInASecond.count(now()) >= inASecond - 2 || retriesInTen.count(now()) >= inTen - 2);
	}

	private List<HealthState> statuses() {
		return simulation.pool().endpoints().stream().map((endpoint) -> endpoint.status().health()).toList();
	}

	private long now() {
		return simulation.time().nanos();
	}

}
