package io.hapool.pool;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges failures by the rules of the pool: failures in a row, then the share of failures
 * in the window. Guards have the last word.
 */
final class Triggers<T> {

	private static final Logger logger = LoggerFactory.getLogger(Triggers.class);

	private static final int FAR = 10;

	private final AtomicBoolean complained = new AtomicBoolean();

	private final CurrentRules<T> rules;

	private final SliceClock slices;

	private final Guards<T> guards;

	Triggers(CurrentRules<T> rules, SliceClock slices, Guards<T> guards) {
		this.rules = rules;
		this.slices = slices;
		this.guards = guards;
	}

	/**
	 * Judges a failure.
	 * @param counted the state with the failure counted
	 * @param connects whether the endpoint could not be connected to
	 * @param own a policy that decides instead of the rules
	 */
	Judgement judge(PooledEndpoint<T> endpoint, EndpointState counted, boolean connects,
			@Nullable IsolationPolicy<T> own, long now) {
		boolean selectable = counted.health().isSelectable();
		if (guards.isStalled(now)) {
			return Judgement.DISCOUNT;
		}
		if (!selectable) {
			return connects ? Judgement.ISOLATE : uncertain();
		}
		if (own != null) {
			return asked(own, endpoint.viewedIn(counted));
		}
		return connects ? connectFailed(endpoint, counted, now) : failed(endpoint, counted);
	}

	/** A policy that throws must not keep the lease from ending. */
	private Judgement asked(IsolationPolicy<T> own, EndpointView<T> endpoint) {
		try {
			return own.isolates(endpoint) ? Judgement.ISOLATE : Judgement.NOTHING;
		}
		catch (RuntimeException ex) {
			if (complained.compareAndSet(false, true)) {
				logger.warn("{} threw and so isolates nobody. Not logged again for this pool.", own, ex);
			}
			return Judgement.NOTHING;
		}
	}

	/** Whether windows are judged at all: a policy of the pool stands in their place. */
	boolean areOn() {
		return rules.policies().isolation() == null && rules.isolation().failureRate() != null;
	}

	private Judgement connectFailed(PooledEndpoint<T> endpoint, EndpointState counted, long now) {
		boolean suspected = counted.health() == HealthState.SUSPECT || !endpoint.isProbed();
		if (guards.isLocalFault(now)) {
			return suspected ? Judgement.DISCOUNT : Judgement.SUSPECT;
		}
		if (isTooMany(counted)) {
			return Judgement.ISOLATE;
		}
		return suspected ? Judgement.NOTHING : Judgement.SUSPECT;
	}

	private Judgement failed(PooledEndpoint<T> endpoint, EndpointState counted) {
		boolean inARow = isTooMany(counted);
		if (!inARow && !isRateReached(endpoint)) {
			return Judgement.NOTHING;
		}
		boolean may = guards.mayIsolateSoftly(endpoint)
				|| (inARow && isFarTooMany(counted) && guards.isHealthyLeft(endpoint));
		return may ? uncertain() : Judgement.NOTHING;
	}

	/** So many in a row that it is no chance: it answers nobody. */
	private boolean isFarTooMany(EndpointState counted) {
		Integer limit = rules.isolation().consecutiveFailures();
		return limit != null && counted.consecutiveFailures() >= FAR * (long) limit;
	}

	private boolean isTooMany(EndpointState counted) {
		Integer limit = rules.isolation().consecutiveFailures();
		return limit != null && counted.consecutiveFailures() >= limit;
	}

	boolean isRateReached(PooledEndpoint<T> endpoint) {
		IsolationRules.FailureRate rate = rules.isolation().failureRate();
		return rate != null && rate.isReached(endpoint.window(slices));
	}

	/** Where all may be isolated there is no difference. */
	Judgement uncertain() {
		return (rules.isolation().maxIsolated().value() >= 1) ? Judgement.ISOLATE : Judgement.ISOLATE_SOFTLY;
	}

}
