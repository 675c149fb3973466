package io.hapool.health;

import java.time.Duration;

/**
 * How often a target is checked, how many verdicts count and how many are remembered.
 * Start with {@link #DEFAULT} and change what differs.
 *
 * @param interval from check to check, above zero; varied by a fifth, so that checks do
 * not fall in step
 * @param suspectInterval the same while the target is suspect
 * @param timeout how long a check may take, above zero
 * @param retries how often a check that says DOWN is repeated before that counts, 0 or
 * more
 * @param retryDelay how long to wait before each repetition, zero or more
 * @param rise how many in a row must say UP, 1 or more
 * @param fall how many in a row must say DOWN, 1 or more
 * @param history how many results of a target are remembered at most, 1 or more
 */
public record CheckRules(Duration interval, Duration suspectInterval, Duration timeout, int retries,
		Duration retryDelay, int rise, int fall, int history) {

	/**
	 * Every 5 s, every 500 ms while suspect; 1 s each, no repetition, two of a kind; 5000
	 * results.
	 */
	public static final CheckRules DEFAULT = new CheckRules(Duration.ofSeconds(5), Duration.ofMillis(500),
			Duration.ofSeconds(1), 0, Duration.ZERO, 2, 2, 5000);

	/**
	 * Checks the numbers.
	 */
	public CheckRules {
		positive("health-check.interval", interval);
		positive("health-check.suspect-interval", suspectInterval);
		positive("health-check.timeout", timeout);
		atLeast("health-check.retries", retries, 0);
		if (retryDelay.isNegative()) {
			throw new IllegalArgumentException("health-check.retry-delay: " + retryDelay + " (expected: >= 0)");
		}
		atLeast("health-check.rise", rise, 1);
		atLeast("health-check.fall", fall, 1);
		atLeast("health-check.history", history, 1);
	}

	/**
	 * Returns these rules with another interval.
	 * @param interval from check to check
	 * @return the rules
	 */
	public CheckRules withInterval(Duration interval) {
		return new CheckRules(interval, suspectInterval, timeout, retries, retryDelay, rise, fall, history);
	}

	/**
	 * Returns these rules with another interval for suspect targets.
	 * @param interval from check to check
	 * @return the rules
	 */
	public CheckRules withSuspectInterval(Duration interval) {
		return new CheckRules(this.interval, interval, timeout, retries, retryDelay, rise, fall, history);
	}

	/**
	 * Returns these rules with another timeout.
	 * @param timeout how long a check may take
	 * @return the rules
	 */
	public CheckRules withTimeout(Duration timeout) {
		return new CheckRules(interval, suspectInterval, timeout, retries, retryDelay, rise, fall, history);
	}

	/**
	 * Returns these rules with other repetitions.
	 * @param retries how many
	 * @param delay how long to wait before each
	 * @return the rules
	 */
	public CheckRules withRetries(int retries, Duration delay) {
		return new CheckRules(interval, suspectInterval, timeout, retries, delay, rise, fall, history);
	}

	/**
	 * Returns these rules with other numbers of verdicts that count.
	 * @param rise how many in a row must say UP
	 * @param fall how many in a row must say DOWN
	 * @return the rules
	 */
	public CheckRules withVerdicts(int rise, int fall) {
		return new CheckRules(interval, suspectInterval, timeout, retries, retryDelay, rise, fall, history);
	}

	/**
	 * Returns these rules with another memory.
	 * @param history how many results are remembered
	 * @return the rules
	 */
	public CheckRules withHistory(int history) {
		return new CheckRules(interval, suspectInterval, timeout, retries, retryDelay, rise, fall, history);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
		}
	}

	private static void atLeast(String name, int value, int least) {
		if (value < least) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
		}
	}

}
