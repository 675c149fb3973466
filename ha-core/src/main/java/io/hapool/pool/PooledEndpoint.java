package io.hapool.pool;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import io.hapool.health.Polling;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint in its pool: its state and its counters. There is one object per endpoint
 * and pool, and a lease keeps hold of the one that it was granted on. Only
 * {@link StateWriter} moves its state. Opaque outside of this package.
 *
 * @param <T> the type of the target
 */
public final class PooledEndpoint<T> extends Cells implements EndpointView<T> {

	@SuppressWarnings("rawtypes") // there are no class literals of parameterized types
	private static final AtomicIntegerFieldUpdater<PooledEndpoint> SCORE = AtomicIntegerFieldUpdater
		.newUpdater(PooledEndpoint.class, "score");

	// what each call reads comes first, so that it is on one cache line

	/** Where selection finds it; the snapshot alone writes it. */
	volatile @Nullable CandidateGroup<T> group;

	/** That of the endpoint, one load nearer. */
	private final T target;

	final Latency latency = new Latency();

	final Leases<T> pool;

	/** Counts up within the pool, and is never given twice. */
	final int ordinal;

	/** The share of its leases that it takes of those that selection offers. */
	volatile float share = 1;

	/** Of the number of a lease; it is sampled if nothing is left. */
	volatile int sampleMask = Vitals.ONE_IN_16;

	/** Held while the status changes and is told. */
	final ReentrantLock changing = new ReentrantLock();

	/** No longer of the pool: its numbers count on, its state moves no more. */
	volatile boolean removed;

	volatile EndpointSnapshot.Change history;

	volatile EndpointSnapshot.@Nullable Failure lastFailure;

	/** Failures ever. */
	final LongAdder failed = new LongAdder();

	/** Leases that ended saying nothing, ever. */
	final LongAdder neutral = new LongAdder();

	/** What ends attempts that are under way. */
	final Set<Aborts> aborts = ConcurrentHashMap.newKeySet(1);

	final Vitals vitals = new Vitals();

	/** What probes it, if anything can. */
	volatile @Nullable Polling polling;

	/** What checks it, and what came of it; {@code null} until it is in its pool. */
	volatile @Nullable EndpointChecks<T> checks;

	/** Whether its health check, if there is one, lets trials begin. */
	volatile boolean checkPasses = true;

	/** What the pool was told that it is. */
	private volatile Endpoint<T> defined;

	/** The same, with the weight that an operator gave it, if one did. */
	private volatile Endpoint<T> endpoint;

	/** Added by hand: it stays when what the pool is made of changes. */
	volatile boolean byHand;

	private final String alias;

	private final int initialScore;

	private volatile int score;

	PooledEndpoint(Leases<T> pool, int initialScore, Endpoint<T> endpoint, String alias, int ordinal) {
		this.pool = pool;
		this.defined = endpoint;
		this.endpoint = endpoint;
		this.alias = alias;
		this.ordinal = ordinal;
		this.initialScore = initialScore;
		this.score = initialScore;
		this.history = new EndpointSnapshot.Change(pool.time().wallClock(), "added");
		vitals.trialsLostAfter.set(pool.time().nanos());
		this.target = endpoint.target();
	}

	@Override
	public Endpoint<T> endpoint() {
		return endpoint;
	}

	Endpoint<T> defined() {
		return defined;
	}

	/** Something else than the target is otherwise. */
	void define(Endpoint<T> endpoint) {
		this.defined = endpoint;
		this.endpoint = endpoint;
	}

	/** Until the pool is told something else of it. */
	void reweigh(double weight) {
		this.endpoint = endpoint.withWeight(weight);
	}

	/**
	 * Returns what to use.
	 * @return the target of the endpoint
	 */
	public T target() {
		return target;
	}

	String alias() {
		return alias;
	}

	@Override
	public AdminState admin() {
		return StateWord.admin(word());
	}

	@Override
	public HealthState health() {
		return StateWord.health(word());
	}

	@Override
	public int generation() {
		return StateWord.generation(word());
	}

	@Override
	public int consecutiveFailures() {
		return StateWord.failures(word());
	}

	@Override
	public long successes() {
		return Math.max(0, ended() - failed.sum() - neutral.sum());
	}

	@Override
	public long failures() {
		return failed.sum();
	}

	@Override
	public int score() {
		return score;
	}

	@Override
	public int openLeases() {
		return open();
	}

	@Override
	public Duration meanLatency() {
		return Duration.ofNanos(latency.mean());
	}

	EndpointState state() {
		return state(word());
	}

	EndpointState state(long word) {
		return StateWord.decode(word, vitals.isolationEnds, vitals.restored, vitals.trialsLostAfter.get());
	}

	/**
	 * What was booked in the window since the endpoint was restored: its history began
	 * anew then.
	 */
	Tally window(SliceClock slices) {
		int epoch = slices.epoch();
		int count = slices.count();
		if (generation() > 0) {
			count = Math.max(0, Math.min(count, epoch - slices.epoch(vitals.restored)));
		}
		return window(epoch, count);
	}

	boolean isSelectable() {
		return StateWord.isSelectable(word());
	}

	/** By the monotonic clock; what another thread has said of a later trial stays. */
	void trialLostAfter(long nanos) {
		vitals.trialsLostAfter.accumulateAndGet(nanos, (known, said) -> (said - known > 0) ? said : known);
	}

	boolean isProbed() {
		return polling != null;
	}

	boolean hasFullScore() {
		return score == initialScore;
	}

	void moveScore(int delta) {
		SCORE.updateAndGet(this, (current) -> (int) Math.max(0, Math.min(initialScore, (long) current + delta)));
	}

	void resetScore() {
		score = initialScore;
	}

	EndpointSnapshot<T> snapshot(long now) {
		EndpointState current = state();
		boolean isolated = current.health() == HealthState.ISOLATED;
		Duration left = isolated ? Duration.ofNanos(Math.max(0, current.isolation().ends() - now)) : null;
		EndpointSnapshot.Counts counts = new EndpointSnapshot.Counts(successes(), failures(),
				current.consecutiveFailures(), score(), openLeases());
		EndpointSnapshot.Failure last = lastFailure;
		EndpointChecks<T> checked = checks;
		return new EndpointSnapshot<>(endpoint, alias, current.status(), current.generation(), history, counts, left,
				(last != null) ? last.clean() : null, (checked != null) ? checked.snapshot() : null);
	}

	/**
	 * Shows this endpoint in a state that it may be about to enter.
	 */
	EndpointView<T> viewedIn(EndpointState pending) {
		return new PendingView<>(this, pending);
	}

	@Override
	public String toString() {
		return endpoint + " " + state().status();
	}

	/**
	 * What the periodic work remembers of the endpoint. Written by one thread at a time.
	 */
	static final class Vitals {

		static final int ONE_IN_16 = 15;

		volatile long isolationEnds;

		volatile long restored;

		final AtomicLong trialsLostAfter = new AtomicLong();

		/** What {@link Cells#ended()} was at the latest tick. */
		long endedAtTick;

		/** How many leases had ended when that last changed. */
		long ended;

		/** Since when nothing has ended though leases are open; 0: something has. */
		volatile long stuckSince;

		/** How often it has answered a look since anything ended. */
		volatile int reprieves;

		/** When it last failed to connect. */
		volatile long connectFailedAt;

		volatile boolean connectFailed;

		/** Until when it asks for less load. */
		volatile long overloadedUntil;

		volatile boolean overloaded;

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

		@Override
		public Duration meanLatency() {
			return current.meanLatency();
		}

	}

}
