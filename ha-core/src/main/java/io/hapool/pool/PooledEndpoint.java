package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * An endpoint in its pool: its state and its counters. There is one object per endpoint
 * and pool, and a lease keeps hold of the one that it was granted on. Only
 * {@link StateWriter} moves {@link #state}.
 */
final class PooledEndpoint<T> implements EndpointView<T> {

	final AtomicReference<EndpointState> state = new AtomicReference<>(EndpointState.INITIAL);

	/** Held while the status changes and is told. */
	final ReentrantLock changing = new ReentrantLock();

	final LongAdder successes = new LongAdder();

	final LongAdder failures = new LongAdder();

	final AtomicInteger openLeases = new AtomicInteger();

	volatile EndpointSnapshot.Change history;

	volatile EndpointSnapshot.@Nullable Failure lastFailure;

	private final AtomicInteger score;

	private final int initialScore;

	private final Endpoint<T> endpoint;

	private final String alias;

	PooledEndpoint(Endpoint<T> endpoint, String alias, int initialScore, EndpointSnapshot.Change history) {
		this.endpoint = endpoint;
		this.alias = alias;
		this.initialScore = initialScore;
		this.score = new AtomicInteger(initialScore);
		this.history = history;
	}

	@Override
	public Endpoint<T> endpoint() {
		return endpoint;
	}

	String alias() {
		return alias;
	}

	@Override
	public AdminState admin() {
		return state.get().admin();
	}

	@Override
	public HealthState health() {
		return state.get().health();
	}

	@Override
	public int generation() {
		return state.get().generation();
	}

	@Override
	public int consecutiveFailures() {
		return state.get().consecutiveFailures();
	}

	@Override
	public long successes() {
		return successes.sum();
	}

	@Override
	public long failures() {
		return failures.sum();
	}

	@Override
	public int score() {
		return score.get();
	}

	@Override
	public int openLeases() {
		return openLeases.get();
	}

	void moveScore(int delta) {
		score.updateAndGet((current) -> (int) Math.max(0, Math.min(initialScore, (long) current + delta)));
	}

	void resetScore() {
		score.set(initialScore);
	}

	EndpointSnapshot<T> snapshot(long now) {
		EndpointState current = state.get();
		boolean isolated = current.health() == HealthState.ISOLATED;
		Duration left = isolated ? Duration.ofNanos(Math.max(0, current.isolation().ends() - now)) : null;
		EndpointSnapshot.Counts counts = new EndpointSnapshot.Counts(successes(), failures(),
				current.consecutiveFailures(), score(), openLeases());
		EndpointSnapshot.Failure last = lastFailure;
		return new EndpointSnapshot<>(endpoint, alias, current.status(), current.generation(), history, counts, left,
				(last != null) ? last.clean() : null);
	}

	/**
	 * Shows this endpoint in a state that it may be about to enter.
	 */
	EndpointView<T> viewedIn(EndpointState pending) {
		return new PendingView<>(this, pending);
	}

	private record PendingView<T>(PooledEndpoint<T> current, EndpointState pending) implements EndpointView<T> {

		@Override
		public Endpoint<T> endpoint() {
			return current.endpoint;
		}

		@Override
		public AdminState admin() {
			return pending.admin();
		}

		@Override
		public HealthState health() {
			return pending.health();
		}

		@Override
		public int generation() {
			return pending.generation();
		}

		@Override
		public int consecutiveFailures() {
			return pending.consecutiveFailures();
		}

		@Override
		public long successes() {
			return current.successes();
		}

		@Override
		public long failures() {
			return current.failures();
		}

		@Override
		public int score() {
			return current.score();
		}

		@Override
		public int openLeases() {
			return current.openLeases();
		}

	}

}
