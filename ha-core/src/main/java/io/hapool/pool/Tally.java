package io.hapool.pool;

/**
 * What was booked in a window.
 *
 * @param total how many outcomes
 * @param failures how many of them were failures
 */
record Tally(long total, long failures) {

	static final Tally NONE = new Tally(0, 0);

	long successes() {
		return total - failures;
	}

	double successRate() {
		return (total > 0) ? (double) successes() / total : 1;
	}

}
