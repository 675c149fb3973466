package io.hapool.pool;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What keeps the engine from doing harm when the fault is not an endpoint's: this process
 * stood still, the fault is local, or too many would be out.
 */
final class Guards<T> {

	/** After a stall nobody is isolated for so long. */
	private static final long FREEZE = Duration.ofSeconds(1).toNanos();

	/** A periodic tick that is so late has stood still. */
	static final long STALL = Duration.ofMillis(250).toNanos();

	private static final long BURST = Duration.ofSeconds(1).toNanos();

	private static final int FEWEST_FOR_LOCAL_FAULT = 3;

	/** What tells that those who are left can carry on. */
	private static final int HEALTHY_CALLS = 10;

	private static final double HEALTHY_RATE = 0.75;

	private final CurrentRules<T> rules;

	private final SliceClock slices;

	private final Supplier<List<PooledEndpoint<T>>> endpoints;

	private volatile long lastTick;

	private volatile boolean ticking;

	private volatile long stalledAt;

	private volatile boolean stalled;

	private volatile long lastConnectFailure;

	private volatile boolean burst;

	private volatile long burstBegan;

	private volatile long answersAtBurst;

	Guards(CurrentRules<T> rules, SliceClock slices, Supplier<List<PooledEndpoint<T>>> endpoints) {
		this.rules = rules;
		this.slices = slices;
		this.endpoints = endpoints;
	}

	/** How many there are. */
	int endpoints() {
		return endpoints.get().size();
	}

	/** The periodic work begins, or goes on after a rest. */
	void awake(long now) {
		lastTick = now;
		ticking = true;
	}

	void asleep() {
		ticking = false;
	}

	/**
	 * The periodic work has come round.
	 * @param due how much time should have passed since it last did
	 * @return whether this process stood still meanwhile
	 */
	boolean tick(long now, long due) {
		boolean late = now - lastTick > due + STALL;
		if (late) {
			stalledAt = now;
			stalled = true;
		}
		else if (stalled && now - stalledAt > FREEZE) {
			stalled = false;
		}
		lastTick = now;
		return late;
	}

	/** Whether what has failed may have failed because this process stood still. */
	boolean isStalled(long now) {
		boolean overdue = ticking && now - lastTick > rules.upkeepPeriod().toNanos() + STALL;
		return overdue || (stalled && now - stalledAt <= FREEZE);
	}

	void connectFailed(PooledEndpoint<T> endpoint, long now) {
		if (!burst || now - burstBegan > BURST) {
			burstBegan = now;
			answersAtBurst = answersSince(now);
			burst = true;
		}
		lastConnectFailure = now;
		endpoint.vitals.connectFailedAt = now;
		endpoint.vitals.connectFailed = true;
	}

	/**
	 * Whether so many endpoints fail to connect at once, and none answers, that the fault
	 * is probably here: no network, no file descriptors. Where checks decide nobody asks
	 * whose fault it is.
	 */
	boolean isLocalFault(long now) {
		if (rules.checksDecide()) {
			return false;
		}
		List<PooledEndpoint<T>> all = endpoints.get();
		if (!burst || all.size() < FEWEST_FOR_LOCAL_FAULT || now - lastConnectFailure > BURST) {
			return false;
		}
		long failing = all.stream()
			.filter((endpoint) -> endpoint.vitals.connectFailed && now - endpoint.vitals.connectFailedAt <= BURST)
			.count();
		return failing * 2 >= all.size() && answersSince(burstBegan) <= answersAtBurst;
	}

	/**
	 * Whether one more endpoint may be isolated for what does not prove it dead: as long
	 * as not too many are, and another is usable.
	 */
	boolean mayIsolateSoftly(PooledEndpoint<T> candidate) {
		if (rules.isolation().maxIsolated().value() >= 1) {
			return true;
		}
		List<PooledEndpoint<T>> all = endpoints.get();
		int soft = 0;
		int usable = 0;
		for (PooledEndpoint<T> endpoint : all) {
			long word = endpoint.word();
			if (endpoint != candidate) {
				usable += StateWord.isSelectable(word) ? 1 : 0;
				soft += (!StateWord.isSelectable(word) && StateWord.isSoft(word)) ? 1 : 0;
			}
		}
		int most = Math.max(1, (int) (rules.isolation().maxIsolated().value() * all.size()));
		return usable > 0 && soft < most;
	}

	/** Whether another endpoint is usable and does well. */
	boolean isHealthyLeft(PooledEndpoint<T> candidate) {
		for (PooledEndpoint<T> endpoint : endpoints.get()) {
			long word = endpoint.word();
			if (endpoint != candidate && StateWord.isSelectable(word) && isHealthy(endpoint, word)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether nobody else is usable and this one has answered calls lately, those on
	 * trial that restored it among them. Never where checks decide.
	 */
	boolean isLastThatAnswers(PooledEndpoint<T> candidate) {
		if (rules.checksDecide()) {
			return false;
		}
		for (PooledEndpoint<T> endpoint : endpoints.get()) {
			if (endpoint != candidate && endpoint.isSelectable()) {
				return false;
			}
		}
		return candidate.window(slices.epoch(), slices.count()).successes() > 0;
	}

	private boolean isHealthy(PooledEndpoint<T> endpoint, long word) {
		if (StateWord.health(word) == HealthState.SUSPECT || StateWord.failures(word) > 0) {
			return false;
		}
		Tally tally = endpoint.window(slices);
		return tally.total() >= HEALTHY_CALLS && tally.successRate() >= HEALTHY_RATE;
	}

	/** Successes since the beginning of the slice of a moment, of all together. */
	private long answersSince(long moment) {
		int epoch = slices.epoch();
		int count = Math.min(Cells.SLICES - 1, epoch - slices.epoch(moment) + 1);
		long answers = 0;
		for (PooledEndpoint<T> endpoint : endpoints.get()) {
			answers += endpoint.window(epoch, count).successes();
		}
		return answers;
	}

}
