package io.hapool.pool;

/**
 * The state of an endpoint in one {@code long}, so that it moves by one compare-and-set
 * and is read by one load:
 *
 * <pre>
 * health 3 | admin 2 | soft 1 | generation 24 | isolations 8 | trials open 3 | trials succeeded 7 | failures in a row 16
 * </pre>
 *
 * Health and admin state are laid out so that one mask tells whether leases are granted.
 */
final class StateWord {

	static final int MAX_FAILURES = 0xFFFF;

	static final int GENERATIONS = 1 << 24;

	/** Stands for the generation that an endpoint happens to have. */
	static final int ANY = -1;

	private static final int MAX_ISOLATIONS = 0xFF;

	private static final int MAX_OPEN_TRIALS = 0x7;

	private static final int MAX_SUCCEEDED_TRIALS = 0x7F;

	private static final int TRIALS_SUCCEEDED = 16;

	private static final int TRIALS_OPEN = 23;

	private static final int ISOLATIONS = 26;

	private static final int GENERATION = 34;

	private static final int SOFT = 58;

	private static final int ADMIN = 59;

	private static final int HEALTH = 61;

	/** The high bits of both: health states and admin states under which none leases. */
	private static final long CLOSED = (0b100L << HEALTH) | (0b10L << ADMIN);

	private static final long FAILURES_AND_HEALTH_AND_GENERATION = MAX_FAILURES | (0b111L << HEALTH)
			| ((GENERATIONS - 1L) << GENERATION);

	private static final HealthState[] HEALTH_STATES = HealthState.values();

	private static final AdminState[] ADMIN_STATES = AdminState.values();

	private StateWord() {
	}

	static long encode(EndpointState state) {
		return ((long) state.health().ordinal() << HEALTH) | ((long) state.admin().ordinal() << ADMIN)
				| ((state.isolation().soft() ? 1L : 0) << SOFT)
				| ((state.generation() & (GENERATIONS - 1L)) << GENERATION)
				| ((long) Math.min(state.isolation().count(), MAX_ISOLATIONS) << ISOLATIONS)
				| ((long) Math.min(state.trials().open(), MAX_OPEN_TRIALS) << TRIALS_OPEN)
				| ((long) Math.min(state.trials().successes(), MAX_SUCCEEDED_TRIALS) << TRIALS_SUCCEEDED)
				| Math.min(state.consecutiveFailures(), MAX_FAILURES);
	}

	static EndpointState decode(long word, long isolationEnds, long restored, long trialsLostAfter) {
		EndpointState.Isolation isolation = new EndpointState.Isolation((int) (word >>> ISOLATIONS) & MAX_ISOLATIONS,
				((word >>> SOFT) & 1) != 0, isolationEnds, restored);
		EndpointState.Trials trials = new EndpointState.Trials(openTrials(word),
				(int) (word >>> TRIALS_SUCCEEDED) & MAX_SUCCEEDED_TRIALS, trialsLostAfter);
		return new EndpointState(admin(word), health(word), generation(word), failures(word), isolation, trials);
	}

	static HealthState health(long word) {
		return HEALTH_STATES[(int) (word >>> HEALTH)];
	}

	static AdminState admin(long word) {
		return ADMIN_STATES[(int) (word >>> ADMIN) & 0b11];
	}

	static int generation(long word) {
		return (int) (word >>> GENERATION) & (GENERATIONS - 1);
	}

	static int failures(long word) {
		return (int) word & MAX_FAILURES;
	}

	static int openTrials(long word) {
		return (int) (word >>> TRIALS_OPEN) & MAX_OPEN_TRIALS;
	}

	static boolean isSoft(long word) {
		return ((word >>> SOFT) & 1) != 0;
	}

	/** Whether leases are granted without further conditions. */
	static boolean isSelectable(long word) {
		return (word & CLOSED) == 0;
	}

	/**
	 * Whether a success of a generation changes nothing: the endpoint is up, and there
	 * are no failures to forget.
	 */
	static boolean isQuiet(long word, int generation) {
		long quiet = ((long) HealthState.UP.ordinal() << HEALTH) | ((long) generation << GENERATION);
		return (word & FAILURES_AND_HEALTH_AND_GENERATION) == quiet;
	}

}
