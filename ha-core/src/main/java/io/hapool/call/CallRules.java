package io.hapool.call;

import java.time.Duration;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.LeasePolicies;
import io.hapool.pool.ScorePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one call: the pool's rules with the call's options applied.
 *
 * @param policies what decides about its leases
 * @param idempotent whether it may run twice
 * @param timeout the limit of the whole call, if any
 * @param attemptTimeout the limit of each attempt, if any
 * @param retry how often it moves on
 */
record CallRules<T>(LeasePolicies<T> policies, boolean idempotent, @Nullable Duration timeout,
		@Nullable Duration attemptTimeout, RetryRules retry) {

	CallRules<T> with(CallOptions<T> options) {
		boolean repeatable = orElse(options.idempotent, idempotent);
		RetryRules retries = (options.maxAttempts != null) ? retry.withMaxAttempts(options.maxAttempts) : retry;
		return new CallRules<>(policies(options, repeatable), repeatable, either(options.timeout, timeout),
				either(options.attemptTimeout, attemptTimeout), retries);
	}

	private LeasePolicies<T> policies(CallOptions<T> options, boolean repeatable) {
		FailureClassifier classifier = (options.classifier != null) ? options.classifier.orElse(policies.classifier())
				: policies.classifier();
		ScorePolicy score = (options.score != null)
				? new ScorePolicy(policies.score().initial(), options.score.success(), options.score.failure())
				: policies.score();
		return new LeasePolicies<>(orElse(options.selection, policies.selection()),
				orElse(options.isolation, policies.isolation()), orElse(options.restore, policies.restore()),
				classifier, score, trial(repeatable));
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
