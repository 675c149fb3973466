package io.hapool.benchmarks;

/**
 * How long to measure.
 */
enum Effort {

	/** To see whether a change made a difference: some eleven minutes. */
	QUICK(1, 200, 14, 14, 5),

	/** To publish: under 35 minutes. */
	FULL(2, 1000, 3, 8, 5);

	private final int rounds;

	private final int millis;

	private final int warmups;

	private final int deepWarmups;

	private final int measurements;

	Effort(int rounds, int millis, int warmups, int deepWarmups, int measurements) {
		this.rounds = rounds;
		this.millis = millis;
		this.warmups = warmups;
		this.deepWarmups = deepWarmups;
		this.measurements = measurements;
	}

	/**
	 * How many forks each benchmark has, one in a round.
	 */
	int rounds() {
		return rounds;
	}

	/**
	 * How long an iteration takes.
	 */
	int millis() {
		return millis;
	}

	int warmups() {
		return warmups;
	}

	/**
	 * How many iterations a deep stack of calls needs until it is compiled.
	 */
	int deepWarmups() {
		return deepWarmups;
	}

	int measurements() {
		return measurements;
	}

}
