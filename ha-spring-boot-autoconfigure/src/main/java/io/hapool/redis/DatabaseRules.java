package io.hapool.redis;

import java.time.Duration;

import io.hapool.health.CheckRules;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Ratio;

/**
 * What holds for all databases. Start with {@link #DEFAULT} and change what differs.
 *
 * @param isolation when a database is isolated
 * @param checks how often their health is checked
 * @param look how long a database that is doubted has to answer a ping, above zero:
 * commands that failed wait for it
 * @param failover what happens while none is available
 * @param failback when a better one is selected again
 * @param initialHealth how many must be healthy at the start
 * @param retryUnknown which commands are repeated when nobody knows what became of them
 */
public record DatabaseRules(IsolationRules isolation, CheckRules checks, Duration look, Failover failover,
		Failback failback, InitialHealth initialHealth, RetryUnknown retryUnknown) {

	/**
	 * Isolated after 3 failures in a row, a tenth of at least 1000 failures in 2 s, or
	 * when no answer comes for 250 ms and then no pong for 125 ms; checked every 5 s.
	 */
	public static final DatabaseRules DEFAULT = new DatabaseRules(
			new IsolationRules(3, new FailureRate(new Ratio(0.1), 1, 1000), Duration.ofSeconds(2),
					Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofMinutes(1), new Ratio(1), 1, null),
			CheckRules.DEFAULT.withVerdicts(1, 1).withTimeout(DatabaseHealthCheck.Series.DEFAULT.whole()),
			Duration.ofMillis(125), Failover.DEFAULT, Failback.DEFAULT, InitialHealth.MAJORITY,
			RetryUnknown.IDEMPOTENT);

	/**
	 * Checks the numbers.
	 */
	public DatabaseRules {
		positive("health-check.quick-timeout", look);
	}

	/**
	 * What happens while no database is available: they are looked for again and again,
	 * and commands fail as temporarily unavailable; after the last attempt, as
	 * permanently.
	 *
	 * @param maxAttempts how often they are looked for, 1 or more
	 * @param delay from attempt to attempt, above zero
	 */
	public record Failover(int maxAttempts, Duration delay) {

		/** Ten attempts, one every 12 s. */
		public static final Failover DEFAULT = new Failover(10, Duration.ofSeconds(12));

		/**
		 * Checks the numbers.
		 */
		public Failover {
			if (maxAttempts < 1) {
				throw new IllegalArgumentException("failover.max-attempts: " + maxAttempts + " (expected: >= 1)");
			}
			positive("failover.delay", delay);
		}

	}

	/**
	 * When a database of more weight than the selected one is selected again.
	 *
	 * @param enabled whether that happens by itself
	 * @param grace for how long it must have been healthy, zero or more
	 * @param interval how often that is looked at, above zero
	 */
	public record Failback(boolean enabled, Duration grace, Duration interval) {

		/** After a minute of health, looked at every 5 s. */
		public static final Failback DEFAULT = new Failback(true, Duration.ofSeconds(60), Duration.ofSeconds(5));

		/**
		 * Checks the numbers.
		 */
		public Failback {
			if (grace.isNegative()) {
				throw new IllegalArgumentException("failback.grace: " + grace + " (expected: >= 0)");
			}
			positive("failback.interval", interval);
		}

	}

	/**
	 * Returns these rules with others for isolation.
	 * @param isolation when a database is isolated
	 * @return the rules
	 */
	public DatabaseRules withIsolation(IsolationRules isolation) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with others for checks.
	 * @param checks how often the health is checked
	 * @return the rules
	 */
	public DatabaseRules withChecks(CheckRules checks) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with another time for looks.
	 * @param look how long a database that is doubted has to answer
	 * @return the rules
	 */
	public DatabaseRules withLook(Duration look) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with others for outages.
	 * @param failover what happens while no database is available
	 * @return the rules
	 */
	public DatabaseRules withFailover(Failover failover) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with others for the way back.
	 * @param failback when a better database is selected again
	 * @return the rules
	 */
	public DatabaseRules withFailback(Failback failback) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with another demand at the start.
	 * @param initialHealth how many must be healthy then
	 * @return the rules
	 */
	public DatabaseRules withInitialHealth(InitialHealth initialHealth) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	/**
	 * Returns these rules with another rule for commands whose fate is unknown.
	 * @param retryUnknown which are repeated
	 * @return the rules
	 */
	public DatabaseRules withRetryUnknown(RetryUnknown retryUnknown) {
		return new DatabaseRules(isolation, checks, look, failover, failback, initialHealth, retryUnknown);
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
		}
	}

}
