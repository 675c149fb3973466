package io.hapool.pool;

import java.time.Duration;
import java.time.Instant;

import io.hapool.event.EventPublisher;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;

/**
 * The leases of a pool with one endpoint, in a time that stands still.
 */
final class OneEndpoint {

	/** Two failures in a row isolate, and two trials restore at once. */
	static final IsolationRules RULES = IsolationRules.DEFAULT.withConsecutiveFailures(2)
		.withFailureRate(null)
		.withMaxIsolated(new Ratio(1))
		.withTrialLeases(2)
		.withRampUp(null);

	private final StandingTime time = new StandingTime();

	final EventPublisher events = new EventPublisher(time);

	final LeasePolicies<String> policies = new LeasePolicies<>(SelectionPolicy.sticky(), null, RestorePolicy.byTrial(),
			(failure) -> Outcome.MAYBE_APPLIED, ScorePolicy.DEFAULT, LeasePolicies.Trial.ALLOWED);

	final Leases<String> leases = new Leases<>("pool",
			new LeaseRules(RULES, WhenExhausted.FAIL, null, LeaseLimits.NONE), policies,
			new Leases.Services<>(time, events, PoolCheck.whileSuspect()));

	final PooledEndpoint<String> endpoint;

	final StateWriter<String> writer = new StateWriter<>("pool",
			new CurrentRules<>(new LeaseRules(RULES, WhenExhausted.FAIL, null, LeaseLimits.NONE), policies,
					PoolCheck.whileSuspect()),
			time, events, (changed) -> {
			});

	OneEndpoint() {
		leases.endpoints().add(Endpoint.of("a"), AdminState.READY);
		endpoint = leases.parts().members.present().get(0);
	}

	/** Isolated some time ago: a trial is due. */
	void isolateUntilNow() {
		leases.endpoints().isolateWhere((any) -> true);
		time.nanos += RULES.maxDuration().toNanos();
		leases.parts().rebuild();
	}

	Lease<String> lease() {
		return leases.leaseIfAny(policies, new Tried(), Long.MAX_VALUE);
	}

	Lease<String> leaseByHand() {
		return leases.leaseByHand(policies, Long.MAX_VALUE);
	}

	private static final class StandingTime implements Time {

		private volatile long nanos;

		@Override
		public long nanos() {
			return nanos;
		}

		@Override
		public Instant wallClock() {
			return Instant.EPOCH;
		}

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			return () -> {
			};
		}

		@Override
		public void sleep(Duration duration) {
			throw new UnsupportedOperationException("time stands still");
		}

	}

}
