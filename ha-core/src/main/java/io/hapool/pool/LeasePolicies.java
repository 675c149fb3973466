package io.hapool.pool;

import org.jspecify.annotations.Nullable;

/**
 * What decides about one lease; a pool has its own, a call may bring others.
 *
 * @param <T> the type of the targets
 * @param selection picks the endpoint
 * @param isolation decides whether a failure isolates it; {@code null}: the rules of the
 * pool do
 * @param restore decides whether isolated endpoints come back at once
 * @param classifier tells what a failure says of it
 * @param score how its score moves
 * @param trial whether the lease may be a trial while others are selectable
 */
public record LeasePolicies<T>(SelectionPolicy<T> selection, @Nullable IsolationPolicy<T> isolation,
		RestorePolicy<T> restore, FailureClassifier classifier, ScorePolicy score, Trial trial) {

	/**
	 * Whether a lease may be a trial.
	 */
	public enum Trial {

		/** Yes: the call can be repeated if the trial fails. */
		ALLOWED,

		/** Only if no other endpoint is left. */
		LAST_RESORT

	}

}
