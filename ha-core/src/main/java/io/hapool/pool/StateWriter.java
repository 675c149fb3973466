package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.hapool.event.EventPublisher;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of endpoint state: applies a transition with one compare-and-set; the
 * winner alone logs and publishes. A change of status takes the endpoint's lock, one that
 * is judged in view of the other endpoints one lock of all before; all else takes none.
 */
final class StateWriter<T> {

	private static final Logger logger = LoggerFactory.getLogger("io.hapool.pool");

	private final String pool;

	private final CurrentRules<T> rules;

	private final Time time;

	private final EventPublisher events;

	private final Consumer<PooledEndpoint<T>> changed;

	/**
	 * Held while an endpoint goes because of a judgement that asks who else is left: two
	 * that go together would each take the other for the one that stays.
	 */
	private final ReentrantLock leaving = new ReentrantLock();

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
		Moved moved = commit(endpoint, found, before, after,
				(next) -> "its isolation is over: a call is let through on trial");
		told(endpoint, moved);
		return moved != null;
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
		return move(endpoint, (after) -> reason, ifSelectable((state) -> apply(judgement, state)));
	}

	/**
	 * Does what is judged of an endpoint in view of the others, if it is selectable. No
	 * other leaves meanwhile because of such a judgement.
	 * @param judge asks who else is left
	 */
	void judgedAlone(PooledEndpoint<T> endpoint, Supplier<Judgement> judge, String reason) {
		moveAlone(endpoint, (after) -> reason, ifSelectable((state) -> apply(judge.get(), state)));
	}

	private static UnaryOperator<EndpointState> ifSelectable(UnaryOperator<EndpointState> transition) {
		return (state) -> state.health().isSelectable() ? transition.apply(state) : state;
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
		move(endpoint, (after) -> reason, within(endpoint.generation(),
				ifSelectable((state) -> state.isolated(rules.isolation(), time.nanos(), jitter()))));
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
		Moved moved = moved(endpoint, reason, transition);
		if (moved != null && moved.is(Effect.NOT_ALONE)) {
			return moveAlone(endpoint, reason, transition);
		}
		return told(endpoint, moved);
	}

	private boolean moveAlone(PooledEndpoint<T> endpoint, Function<EndpointState, String> reason,
			UnaryOperator<EndpointState> transition) {
		Moved moved;
		leaving.lock();
		try {
			moved = moved(endpoint, reason, transition);
		}
		finally {
			leaving.unlock();
		}
		return told(endpoint, moved);
	}

	private @Nullable Moved moved(PooledEndpoint<T> endpoint, Function<EndpointState, String> reason,
			UnaryOperator<EndpointState> transition) {
		Moved moved = null;
		while (moved == null) {
			long found = endpoint.word();
			EndpointState before = endpoint.state(found);
			EndpointState after = transition.apply(before);
			if (after.equals(before) || endpoint.removed) {
				return null;
			}
			if (leavesSoftly(before, after) && !leaving.isHeldByCurrentThread()) {
				return Moved.NOT_ALONE;
			}
			moved = commit(endpoint, found, before, after, reason);
		}
		return moved;
	}

	/** Which is only judged in view of the others. */
	private static boolean leavesSoftly(EndpointState before, EndpointState after) {
		return before.health().isSelectable() && !after.health().isSelectable() && after.isolation().soft();
	}

	/**
	 * Moves the state unless another thread has moved it.
	 * @return what there is to tell, or {@code null} if it has not moved
	 */
	private @Nullable Moved commit(PooledEndpoint<T> endpoint, long found, EndpointState before, EndpointState after,
			Function<EndpointState, String> reason) {
		if (before.status().equals(after.status()) && before.generation() == after.generation()) {
			noteTrial(endpoint, before, after);
			boolean moved = endpoint.moveWord(found, StateWord.encode(after));
			if (moved && !before.health().isSelectable()) {
				endpoint.pool.parts().roster.tokensMoved();
			}
			return moved ? Moved.SILENTLY : null;
		}
		if (before.status().equals(after.status())) {
			return renew(endpoint, found, after) ? Moved.AGAIN : null;
		}
		EndpointChanged event = change(endpoint, found, before, after, reason.apply(after));
		return (event != null) ? new Moved(Effect.STATUS, event) : null;
	}

	/**
	 * Without any lock.
	 * @return whether the status is another
	 */
	private boolean told(PooledEndpoint<T> endpoint, @Nullable Moved moved) {
		if (moved == null || moved.is(Effect.COUNTS)) {
			return false;
		}
		if (moved.event() != null) {
			log(moved.event());
		}
		changed.accept(endpoint);
		return moved.is(Effect.STATUS);
	}

	/** The same isolation once more. */
	private boolean renew(PooledEndpoint<T> endpoint, long found, EndpointState after) {
		endpoint.changing.lock();
		try {
			return moveWithTimes(endpoint, found, after);
		}
		finally {
			endpoint.changing.unlock();
		}
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

	/**
	 * What a transition has done to an endpoint.
	 *
	 * @param event where the status is another
	 */
	private record Moved(Effect effect, @Nullable EndpointChanged event) {

		static final Moved NOT_ALONE = new Moved(Effect.NOT_ALONE, null);

		static final Moved SILENTLY = new Moved(Effect.COUNTS, null);

		static final Moved AGAIN = new Moved(Effect.TIMES, null);

		boolean is(Effect effect) {
			return this.effect == effect;
		}

	}

	private enum Effect {

		/** None yet: it is to be judged while no other leaves. */
		NOT_ALONE,

		/** Nobody needs to look. */
		COUNTS,

		/** The same status from other times on. */
		TIMES,

		/** Another status. */
		STATUS

	}

}
