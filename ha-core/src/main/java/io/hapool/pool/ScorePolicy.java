package io.hapool.pool;

/**
 * How the score of an endpoint moves; only {@link SelectionPolicy#score()} looks at it.
 * The score stays between 0 and the initial one.
 *
 * @param initial at the start and after a restore, 1 or more
 * @param success added by a success, 0 or more
 * @param failure taken by a failure, 0 or more
 */
public record ScorePolicy(int initial, int success, int failure) {

	/** hapool's numbers: 100, +1, -50. */
	public static final ScorePolicy DEFAULT = new ScorePolicy(100, 1, 50);

	/**
	 * Checks the numbers.
	 */
	public ScorePolicy {
		Checks.atLeast("score.initial", initial, 1);
		Checks.atLeast("score.success", success, 0);
		Checks.atLeast("score.failure", failure, 0);
	}

}
