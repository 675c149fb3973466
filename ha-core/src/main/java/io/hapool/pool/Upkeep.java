package io.hapool.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.health.Polling;

/**
 * The periodic work on the endpoints of a pool: finds what hangs, judges windows when a
 * slice is over, lets shares grow. Run by one thread at a time.
 */
final class Upkeep<T> {

	static final Duration PERIOD = Duration.ofMillis(250);

	private static final int FEW = 3;

	/** How long a hanging endpoint is suspect before it is isolated. */
	private static final long SUSPECT_FOR = Duration.ofMillis(500).toNanos();

	private static final int MOST_DOUBLINGS = 6;

	private static final int MANY_SAMPLES = 256;

	private static final int MOST_SELDOM = 4095;

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/** The share with which a restored endpoint begins, and that of an overloaded one. */
	static final double LEAST_SHARE = 0.1;

	private final CurrentRules<T> rules;

	private final SliceClock slices;

	private final StateWriter<T> writer;

	private final Triggers<T> triggers;

	private final Guards<T> guards;

	private final Outliers<T> outliers = new Outliers<>();

	private int lastEpoch;

	private long lastDecay;

	private boolean busy;

	Upkeep(CurrentRules<T> rules, SliceClock slices, StateWriter<T> writer, Triggers<T> triggers, Guards<T> guards) {
		this.rules = rules;
		this.slices = slices;
		this.writer = writer;
		this.triggers = triggers;
		this.guards = guards;
	}

	/**
	 * @return endpoints that hang and have just been isolated for it, or were removed:
	 * what is stuck there is to be aborted
	 */
	List<PooledEndpoint<T>> run(List<PooledEndpoint<T>> endpoints, long now) {
		boolean late = guards.tick(now, rules.upkeepPeriod().toNanos());
		boolean calm = !guards.isStalled(now);
		List<PooledEndpoint<T>> hung = new ArrayList<>(0);
		busy = false;
		for (PooledEndpoint<T> endpoint : endpoints) {
			keep(endpoint, now);
			if (late) {
				endpoint.vitals.stuckSince = 0;
			}
			else if (isHung(endpoint, now) && calm) {
				hung.add(endpoint);
			}
			writer.loseTrials(endpoint);
			if (!endpoint.isSelectable()) {
				abortLeftBehind(endpoint, now);
			}
		}
		if (calm) {
			judgeWindows(endpoints, now);
		}
		return hung;
	}

	/** What still hangs on an endpoint that has been isolated for another reason. */
	private void abortLeftBehind(PooledEndpoint<T> endpoint, long now) {
		if (endpoint.aborts.isEmpty()) {
			return;
		}
		long age = stuckAfter(endpoint);
		for (Aborts aborts : endpoint.aborts) {
			if (aborts.isLeftBehind(endpoint.generation(), now, age)) {
				aborts.abortSoon();
			}
		}
	}

	/** Whether an endpoint is in a state that time alone ends. */
	boolean isBusy() {
		return busy;
	}

	private void keep(PooledEndpoint<T> endpoint, long now) {
		HealthState health = endpoint.health();
		busy = busy || health == HealthState.RAMPING || health == HealthState.SUSPECT || endpoint.vitals.overloaded;
		if (health == HealthState.RAMPING) {
			writer.rampUp(endpoint);
		}
		else if (health == HealthState.SUSPECT) {
			goOnProbing(endpoint);
		}
		updateShare(endpoint, now);
		long ended = endpoint.ended();
		endpoint.sampleMask = sampleMask(ended - endpoint.vitals.endedAtTick);
		endpoint.vitals.endedAtTick = ended;
	}

	/** A few hundred samples a tick are plenty, and more would cost what they tell. */
	private static int sampleMask(long leases) {
		int mask = PooledEndpoint.Vitals.ONE_IN_16;
		while (leases / (mask + 1) > MANY_SAMPLES && mask < MOST_SELDOM) {
			mask = mask * 2 + 1;
		}
		return mask;
	}

	private void goOnProbing(PooledEndpoint<T> endpoint) {
		Polling polling = endpoint.polling;
		if (polling != null) {
			polling.start();
		}
		else if (endpoint.vitals.stuckSince == 0) {
			writer.clear(endpoint, "nothing hangs there any more");
		}
	}

	void updateShare(PooledEndpoint<T> endpoint, long now) {
		double share = 1;
		Duration rampUp = rules.isolation().rampUp();
		if (endpoint.health() == HealthState.RAMPING && rampUp != null) {
			double ramped = (double) (now - endpoint.vitals.restored) / rampUp.toNanos();
			share = Math.min(1, Math.max(LEAST_SHARE, ramped));
		}
		PooledEndpoint.Vitals vitals = endpoint.vitals;
		if (vitals.overloaded && now - vitals.overloadedUntil < 0) {
			share *= LEAST_SHARE;
		}
		else {
			vitals.overloaded = false;
		}
		boolean whole = endpoint.share >= 1;
		endpoint.share = (float) share;
		if (whole != (share >= 1)) {
			endpoint.pool.parts().rebuild();
		}
	}

	/**
	 * Whether leases are open and nothing has ended for longer than it ever takes. What
	 * has not ended since the endpoint was first seen so is at least that old.
	 */
	private boolean isHung(PooledEndpoint<T> endpoint, long now) {
		PooledEndpoint.Vitals vitals = endpoint.vitals;
		int open = endpoint.open();
		long ended = endpoint.ended();
		if (open == 0 || ended != vitals.ended || vitals.stuckSince == 0) {
			vitals.reprieves = (ended != vitals.ended) ? 0 : vitals.reprieves;
			vitals.ended = ended;
			vitals.stuckSince = (open > 0) ? nonZero(now) : 0;
			return false;
		}
		long limit = limit(endpoint);
		long stuck = now - vitals.stuckSince;
		if (endpoint.removed) {
			return stuck >= limit;
		}
		return stuck >= limit && endpoint.health().isSelectable() && isolateHung(endpoint, stuck, stuck - limit);
	}

	/** Who has just answered a look is not doubted again so soon. */
	private long limit(PooledEndpoint<T> endpoint) {
		long limit = stuckAfter(endpoint);
		int doublings = Math.min(endpoint.vitals.reprieves, MOST_DOUBLINGS);
		return (limit < Long.MAX_VALUE >> doublings) ? limit << doublings : limit;
	}

	/**
	 * Suspect first, isolated if that goes on: a connection that opens proves nothing.
	 */
	private boolean isolateHung(PooledEndpoint<T> endpoint, long stuck, long over) {
		int open = endpoint.open();
		String reason = open + " leases are open and none has ended for " + Duration.ofNanos(stuck).toMillis() + " ms";
		if (endpoint.health() != HealthState.SUSPECT && writer.judged(endpoint, Judgement.SUSPECT, reason)) {
			probe(endpoint);
			return false;
		}
		if (rules.checksDecide()) {
			probe(endpoint);
			return false;
		}
		return open >= FEW && over >= SUSPECT_FOR && writer.judged(endpoint, Judgement.ISOLATE, reason);
	}

	static void probe(PooledEndpoint<?> endpoint) {
		EndpointChecks<?> checks = endpoint.checks;
		if (checks != null) {
			checks.checkNow();
		}
	}

	/** For ever, as long as nobody knows what is usual. */
	private long stuckAfter(PooledEndpoint<T> endpoint) {
		Duration least = rules.isolation().stuckAfter();
		long usual = endpoint.pool.parts().usualLatency(endpoint);
		return (least == null || usual == 0) ? Long.MAX_VALUE : Math.max(4 * usual, least.toNanos());
	}

	private void judgeWindows(List<PooledEndpoint<T>> endpoints, long now) {
		int epoch = slices.epoch(now);
		if (epoch != lastEpoch) {
			lastEpoch = epoch;
			if (triggers.areOn() && !guards.isLocalFault(now)) {
				endpoints.forEach(this::judgeRate);
				judgeOutlier(endpoints);
			}
		}
		if (lastDecay == 0 || now - lastDecay >= SECOND) {
			lastDecay = now;
			endpoints.forEach(Upkeep::decay);
		}
	}

	/** Only where a better mean may bring calls that prove it. */
	private static void decay(PooledEndpoint<?> endpoint) {
		if (endpoint.isSelectable() && endpoint.share >= 1) {
			endpoint.latency.decay();
		}
	}

	private void judgeOutlier(List<PooledEndpoint<T>> endpoints) {
		PooledEndpoint<T> outlier = outliers.find(endpoints, slices);
		if (outlier != null) {
			isolateSoftly(outlier, "it fails far more often than its peers");
		}
	}

	private void judgeRate(PooledEndpoint<T> endpoint) {
		if (endpoint.isSelectable() && endpoint.failures() > 0 && triggers.isRateReached(endpoint)) {
			isolateSoftly(endpoint, "too large a share of its calls fails");
		}
	}

	private void isolateSoftly(PooledEndpoint<T> endpoint, String reason) {
		writer.judgedAlone(endpoint, () -> guards.mayIsolateSoftly(endpoint) ? triggers.uncertain() : Judgement.NOTHING,
				reason);
	}

	private static long nonZero(long now) {
		return (now != 0) ? now : 1;
	}

}
