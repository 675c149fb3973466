package io.hapool.health;

import java.time.Duration;

/**
 * How often a target is checked and how many verdicts count.
 *
 * @param interval from check to check, above zero; varied by a fifth, so that checks do
 * not fall in step
 * @param suspectInterval the same while the target is suspect
 * @param timeout how long a check may take, above zero
 * @param rise how many in a row must say UP, 1 or more
 * @param fall how many in a row must say DOWN, 1 or more
 */
public record CheckRules(Duration interval, Duration suspectInterval, Duration timeout, int rise, int fall) {

	/** Every 5 s, every 500 ms while suspect; 1 s each, two of a kind. */
	public static final CheckRules DEFAULT = new CheckRules(Duration.ofSeconds(5), Duration.ofMillis(500),
			Duration.ofSeconds(1), 2, 2);

	/**
	 * Checks the numbers.
	 */
	public CheckRules {
		positive("health-check.interval", interval);
		positive("health-check.suspect-interval", suspectInterval);
		positive("health-check.timeout", timeout);
		atLeastOne("health-check.rise", rise);
		atLeastOne("health-check.fall", fall);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
		}
	}

	private static void atLeastOne(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
		}
	}

}
