package io.hapool.call;

import java.time.Duration;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.LeasePolicies;
import io.hapool.pool.ScorePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one call: the pool's rules with the call's options applied.
 */
final class CallRules<T> {

	static final long NO_LIMIT = Long.MAX_VALUE;

	/** Below this a deadline needs the exact time of the beginning. */
	private static final long EXACT_BELOW = Duration.ofSeconds(1).toNanos();

	private final LeasePolicies<T> policies;

	private final boolean idempotent;

	private final @Nullable Duration timeout;

	private final @Nullable Duration attemptTimeout;

	private final RetryRules retry;

	private final boolean interrupt;

	private final long firstLimit;

	CallRules(LeasePolicies<T> policies, boolean idempotent, Limits limits, RetryRules retry) {
		this.policies = policies;
		this.idempotent = idempotent;
		this.timeout = limits.timeout();
		this.attemptTimeout = limits.attemptTimeout();
		this.interrupt = limits.interrupt();
		this.retry = retry;
		this.firstLimit = Math.min(nanos(timeout), nanos(attemptTimeout));
	}

	/**
	 * @param timeout of the whole call, if any
	 * @param attemptTimeout of each attempt, if any
	 * @param interrupt whether the thread of an attempt is interrupted then
	 */
	record Limits(@Nullable Duration timeout, @Nullable Duration attemptTimeout, boolean interrupt) {
	}

	private static long nanos(@Nullable Duration limit) {
		return (limit != null && limit.compareTo(Duration.ofNanos(NO_LIMIT)) < 0) ? limit.toNanos() : NO_LIMIT;
	}

	LeasePolicies<T> policies() {
		return policies;
	}

	boolean idempotent() {
		return idempotent;
	}

	@Nullable Duration timeout() {
		return timeout;
	}

	@Nullable Duration attemptTimeout() {
		return attemptTimeout;
	}

	/** Whether the thread of an attempt is interrupted when the attempt is aborted. */
	boolean interrupts() {
		return interrupt;
	}

	RetryRules retry() {
		return retry;
	}

	/** How long the first attempt may take, in nanoseconds, or {@link #NO_LIMIT}. */
	long firstLimit() {
		return firstLimit;
	}

	/** Whether the age of a coarse reading would make a difference. */
	boolean isExact() {
		return firstLimit < EXACT_BELOW;
	}

	CallRules<T> with(CallOptions<T> options) {
		boolean repeatable = orElse(options.idempotent, idempotent);
		RetryRules retries = (options.maxAttempts != null) ? retry.withMaxAttempts(options.maxAttempts) : retry;
		Limits limits = new Limits(either(options.timeout, timeout), either(options.attemptTimeout, attemptTimeout),
				orElse(options.interrupt, interrupt));
		return new CallRules<>(policies(options, repeatable), repeatable, limits, retries);
	}

	private LeasePolicies<T> policies(CallOptions<T> options, boolean repeatable) {
		FailureClassifier classifier = (options.classifier != null)
				? new CarefulClassifier(options.classifier.orElse(policies.classifier())) : policies.classifier();
		ScorePolicy score = (options.score != null)
				? new ScorePolicy(policies.score().initial(), options.score.success(), options.score.failure())
				: policies.score();
		return new LeasePolicies<>(orElse(options.selection, policies.selection()),
				(options.isolation != null) ? options.isolation : policies.isolation(),
				orElse(options.restore, policies.restore()), classifier, score, trial(repeatable));
	}

	static LeasePolicies.Trial trial(boolean idempotent) {
		return idempotent ? LeasePolicies.Trial.ALLOWED : LeasePolicies.Trial.LAST_RESORT;
	}

	private static <V> V orElse(@Nullable V own, V inherited) {
		return (own != null) ? own : inherited;
	}

	private static @Nullable Duration either(@Nullable Duration own, @Nullable Duration inherited) {
		return (own != null) ? own : inherited;
	}

}
