package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.hapool.event.EventPublisher;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of endpoint state: applies a transition with one compare-and-set; the
 * winner alone logs and publishes. A change of status takes the endpoint's lock; all else
 * takes none.
 */
final class StateWriter<T> {

	private static final Logger logger = LoggerFactory.getLogger("io.hapool.pool");

	private final String pool;

	private final CurrentRules<T> rules;

	private final Time time;

	private final EventPublisher events;

	private final Consumer<PooledEndpoint<T>> changed;

	/**
	 * @param changed whom to tell, without any lock, that a status is another
	 */
	StateWriter(String pool, CurrentRules<T> rules, Time time, EventPublisher events,
			Consumer<PooledEndpoint<T>> changed) {
		this.pool = pool;
		this.rules = rules;
		this.time = time;
		this.events = events;
		this.changed = changed;
	}

	/**
	 * Begins a trial, if the endpoint is still in the state in which it was found.
	 * @return whether the trial has begun
	 */
	boolean beginTrial(PooledEndpoint<T> endpoint, long found) {
		long now = time.nanos();
		long lostAfter = now + trialTimeout(endpoint);
		EndpointState before = endpoint.state(found);
		EndpointState after = before.trialBegun(now, lostAfter);
		return commit(endpoint, found, before, after,
				(next) -> "its isolation is over: a call is let through on trial");
	}

	/** A trial may take three times as long as nearly all calls do, and five seconds. */
	private static long trialTimeout(PooledEndpoint<?> endpoint) {
		return Math.max(3 * endpoint.pool.parts().usualLatency(endpoint), TRIAL_TIMEOUT.toNanos());
	}

	/** The least time that a trial has to report in. */
	static final Duration TRIAL_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * @return whether the trials of the endpoint were lost
	 */
	boolean loseTrials(PooledEndpoint<T> endpoint) {
		return StateWord.openTrials(endpoint.word()) > 0 && move(endpoint,
				(after) -> "a trial has not reported in time", (state) -> state.isTrialLost(time.nanos())
						? state.isolated(rules.isolation(), time.nanos(), jitter()) : state);
	}

	void succeeded(PooledEndpoint<T> endpoint, int generation) {
		move(endpoint, (after) -> "a call succeeded",
				within(generation, (state) -> state.afterSuccess(rules.isolation(), time.nanos())));
	}

	void endedWithoutWord(PooledEndpoint<T> endpoint, int generation) {
		move(endpoint, (after) -> "a call ended without an outcome", within(generation, EndpointState::afterNothing));
	}

	/**
	 * Counts a failure, and does what is judged of it.
	 * @param judge says, of the state with the failure counted, what follows
	 * @return whether the status is another
	 */
	boolean failed(PooledEndpoint<T> endpoint, int generation, EndpointSnapshot.Failure last,
			Function<EndpointState, Judgement> judge) {
		return move(endpoint, (after) -> why(after, last), within(generation, (state) -> {
			EndpointState counted = state.afterFailure();
			Judgement judgement = judge.apply(counted);
			return (judgement == Judgement.DISCOUNT) ? state.afterNothing() : apply(judgement, counted);
		}));
	}

	/**
	 * Does what is judged of an endpoint, if it is selectable.
	 * @return whether the status is another
	 */
	boolean judged(PooledEndpoint<T> endpoint, Judgement judgement, String reason) {
		return move(endpoint, (after) -> reason,
				(state) -> state.health().isSelectable() ? apply(judgement, state) : state);
	}

	private EndpointState apply(Judgement judgement, EndpointState state) {
		return switch (judgement) {
			case NOTHING, DISCOUNT -> state;
			case SUSPECT -> state.suspected();
			case ISOLATE_SOFTLY -> state.isolatedSoftly(rules.isolation(), time.nanos(), jitter());
			case ISOLATE -> state.isolated(rules.isolation(), time.nanos(), jitter());
		};
	}

	/** A probe has found that a suspect endpoint lives. */
	void clear(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, EndpointState::cleared);
	}

	/** A check that decides has passed. */
	void passed(PooledEndpoint<T> endpoint) {
		move(endpoint, (after) -> "its check passes", (state) -> state.proven().returned(time.nanos()));
	}

	void rampUp(PooledEndpoint<T> endpoint) {
		move(endpoint, (after) -> "it has its full share again",
				(state) -> state.rampedUp(rules.isolation(), time.nanos()));
	}

	void isolate(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, within(endpoint.generation(), (state) -> state.health().isSelectable()
				? state.isolated(rules.isolation(), time.nanos(), jitter()) : state));
	}

	/** Only a restore ends a maintenance. */
	void administer(PooledEndpoint<T> endpoint, AdminState admin, String reason) {
		move(endpoint, (after) -> reason,
				(state) -> (state.admin() == AdminState.MAINTENANCE) ? state : state.with(admin));
	}

	/** Only what is in one admin state comes into another. */
	void administer(PooledEndpoint<T> endpoint, AdminState from, AdminState to, String reason) {
		move(endpoint, (after) -> reason, (state) -> (state.admin() == from) ? state.with(to) : state);
	}

	void restore(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason,
				(state) -> state.status().isSelectable() ? state : state.restored(HealthState.UNKNOWN, time.nanos()));
	}

	/** As a policy says; a policy does not lift what an operator said meanwhile. */
	void restoreUnlessClosed(PooledEndpoint<T> endpoint, String reason) {
		move(endpoint, (after) -> reason, (state) -> (!state.admin().isLeasable() || state.isSelectable()) ? state
				: state.restored(HealthState.UNKNOWN, time.nanos()));
	}

	private static String why(EndpointState after, EndpointSnapshot.Failure last) {
		int failures = after.consecutiveFailures();
		return (failures > 1) ? failures + " failures in a row, the last: " + last.description() : last.description();
	}

	/** An outcome of another generation is history: it moves nothing. */
	private static UnaryOperator<EndpointState> within(int generation, UnaryOperator<EndpointState> transition) {
		return (state) -> (state.generation() == generation) ? transition.apply(state) : state;
	}

	/**
	 * @return whether the status is another
	 */
	private boolean move(PooledEndpoint<T> endpoint, Function<EndpointState, String> reason,
			UnaryOperator<EndpointState> transition) {
		long found;
		EndpointState before;
		EndpointState after;
		do {
			found = endpoint.word();
			before = endpoint.state(found);
			after = transition.apply(before);
			if (after.equals(before) || endpoint.removed) {
				return false;
			}
		}
		while (!commit(endpoint, found, before, after, reason));
		return !before.status().equals(after.status());
	}

	/**
	 * Moves the state unless another thread has moved it.
	 * @return whether it has moved
	 */
	private boolean commit(PooledEndpoint<T> endpoint, long found, EndpointState before, EndpointState after,
			Function<EndpointState, String> reason) {
		if (before.status().equals(after.status()) && before.generation() == after.generation()) {
			noteTrial(endpoint, before, after);
			boolean moved = endpoint.moveWord(found, StateWord.encode(after));
			if (moved && !before.health().isSelectable()) {
				endpoint.pool.parts().roster.tokensMoved();
			}
			return moved;
		}
		if (before.status().equals(after.status())) {
			return renew(endpoint, found, after);
		}
		EndpointChanged event = change(endpoint, found, before, after, reason.apply(after));
		if (event == null) {
			return false;
		}
		log(event);
		changed.accept(endpoint);
		return true;
	}

	/** The same isolation once more. */
	private boolean renew(PooledEndpoint<T> endpoint, long found, EndpointState after) {
		endpoint.changing.lock();
		try {
			if (!moveWithTimes(endpoint, found, after)) {
				return false;
			}
		}
		finally {
			endpoint.changing.unlock();
		}
		changed.accept(endpoint);
		return true;
	}

	/** The lock keeps the events of an endpoint in the order of its changes. */
	private @Nullable EndpointChanged change(PooledEndpoint<T> endpoint, long found, EndpointState before,
			EndpointState after, String reason) {
		endpoint.changing.lock();
		try {
			noteTrial(endpoint, before, after);
			if (!moveWithTimes(endpoint, found, after)) {
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

	/**
	 * The times come first: they are read only in the state that the word then says. Only
	 * the holder of the lock writes them.
	 */
	private static boolean moveWithTimes(PooledEndpoint<?> endpoint, long found, EndpointState after) {
		if (endpoint.word() != found) {
			return false;
		}
		endpoint.vitals.isolationEnds = after.isolation().ends();
		endpoint.vitals.restored = after.isolation().restored();
		return endpoint.moveWord(found, StateWord.encode(after));
	}

	/** Only a trial that begins says when it is lost; a time never goes back. */
	private static void noteTrial(PooledEndpoint<?> endpoint, EndpointState before, EndpointState after) {
		if (after.trials().open() > before.trials().open()) {
			endpoint.trialLostAfter(after.trials().lostAfter());
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
