package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.hapool.event.EventPublisher;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of endpoint state: applies a transition with one compare-and-set; the
 * winner alone counts, logs and publishes. A change of status takes the endpoint's lock;
 * all else takes none.
 */
final class StateWriter<T> {

	private static final Logger logger = LoggerFactory.getLogger("io.hapool.pool");

	private final String pool;

	private final IsolationRules rules;

	private final Time time;

	private final EventPublisher events;

	StateWriter(String pool, IsolationRules rules, Time time, EventPublisher events) {
		this.pool = pool;
		this.rules = rules;
		this.time = time;
		this.events = events;
	}

	/**
	 * Books the outcome of a lease on its endpoint.
	 */
	void book(PooledEndpoint<T> endpoint, int generation, Outcome outcome, @Nullable Throwable failure,
			LeasePolicies<T> policies) {
		switch (outcome.booking()) {
			case SUCCESS -> {
				endpoint.successes.increment();
				if (endpoint.generation() == generation) {
					endpoint.moveScore(policies.score().success());
				}
				move(endpoint, (after) -> "a call succeeded",
						within(generation, (state) -> state.afterSuccess(rules, time.nanos())));
			}
			case FAILURE -> {
				endpoint.failures.increment();
				EndpointSnapshot.Failure last = new EndpointSnapshot.Failure(time.wallClock(), outcome, failure);
				endpoint.lastFailure = last;
				if (endpoint.generation() == generation) {
					endpoint.moveScore(-policies.score().failure());
				}
				move(endpoint, (after) -> why(after, last),
						within(generation, (state) -> failed(endpoint, state, policies)));
			}
			case NOTHING -> move(endpoint, (after) -> "a call ended without an outcome",
					within(generation, EndpointState::afterNothing));
		}
	}

	/**
	 * Begins a trial, if the endpoint is still in the state in which it was found.
	 * @return whether the trial has begun
	 */
	boolean beginTrial(PooledEndpoint<T> endpoint, EndpointState found) {
		EndpointState next = found.trialBegun(time.nanos());
		return commit(endpoint, found, next, (after) -> "its isolation is over: a call is let through on trial");
	}

	void loseTrials(PooledEndpoint<T> endpoint) {
		EndpointState found = endpoint.state.get();
		if (found.isTrialLost(time.nanos())) {
			commit(endpoint, found, found.isolated(rules, time.nanos(), jitter()),
					(after) -> "a trial has not reported within " + EndpointState.TRIAL_TIMEOUT);
		}
	}

	void isolate(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, within(endpoint.generation(),
				(state) -> state.health().isSelectable() ? state.isolated(rules, time.nanos(), jitter()) : state));
	}

	void putInMaintenance(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, EndpointState::inMaintenance);
	}

	void restore(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason,
				(state) -> state.status().isSelectable() ? state : state.restored(HealthState.UNKNOWN, time.nanos()));
	}

	/** As a policy says; a policy does not lift what an operator said meanwhile. */
	void restoreUnlessInMaintenance(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, (state) -> (state.admin() == AdminState.MAINTENANCE || state.isSelectable())
				? state : state.restored(HealthState.UNKNOWN, time.nanos()));
	}

	private EndpointState failed(PooledEndpoint<T> endpoint, EndpointState state, LeasePolicies<T> policies) {
		EndpointState counted = state.afterFailure();
		boolean isolates = !state.health().isSelectable() || policies.isolation().isolates(endpoint.viewedIn(counted));
		return isolates ? counted.isolated(rules, time.nanos(), jitter()) : counted;
	}

	private static String why(EndpointState after, EndpointSnapshot.Failure last) {
		int failures = after.consecutiveFailures();
		return (failures > 1) ? failures + " failures in a row, the last: " + last.description() : last.description();
	}

	/** An outcome of another generation is history: it moves nothing. */
	private static UnaryOperator<EndpointState> within(int generation, UnaryOperator<EndpointState> transition) {
		return (state) -> (state.generation() == generation) ? transition.apply(state) : state;
	}

	private void move(PooledEndpoint<T> endpoint, Function<EndpointState, String> reason,
			UnaryOperator<EndpointState> transition) {
		EndpointState before;
		EndpointState after;
		do {
			before = endpoint.state.get();
			after = transition.apply(before);
		}
		while (after != before && !commit(endpoint, before, after, reason));
	}

	/**
	 * Moves the state unless another thread has moved it.
	 * @return whether it has moved
	 */
	private boolean commit(PooledEndpoint<T> endpoint, EndpointState before, EndpointState after,
			Function<EndpointState, String> reason) {
		if (before.status().equals(after.status())) {
			return endpoint.state.compareAndSet(before, after);
		}
		EndpointChanged event = change(endpoint, before, after, reason.apply(after));
		if (event != null) {
			log(event);
		}
		return event != null;
	}

	/** The lock keeps the events of an endpoint in the order of its changes. */
	private @Nullable EndpointChanged change(PooledEndpoint<T> endpoint, EndpointState before, EndpointState after,
			String reason) {
		endpoint.changing.lock();
		try {
			if (!endpoint.state.compareAndSet(before, after)) {
				return null;
			}
			if (!before.isSelectable() && after.isSelectable()) {
				endpoint.resetScore();
			}
			EndpointChanged event = new EndpointChanged(time.wallClock(), pool, endpoint.endpoint().id(),
					before.status(), after.status(), Credentials.mask(reason), after.generation());
			endpoint.history = new EndpointSnapshot.Change(event.at(), event.reason());
			events.publish(event);
			return event;
		}
		finally {
			endpoint.changing.unlock();
		}
	}

	private static void log(EndpointChanged event) {
		if (event.from().health() == HealthState.UNKNOWN && event.to().health() == HealthState.UP) {
			logger.debug("{}", event.description());
		}
		else {
			logger.info("{}", event.description());
		}
	}

	private static double jitter() {
		return ThreadLocalRandom.current().nextDouble(0.75, 1.25);
	}

}
