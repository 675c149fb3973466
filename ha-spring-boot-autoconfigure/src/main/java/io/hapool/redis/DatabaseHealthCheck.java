package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.hapool.health.HealthCheck;
import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database for signs of life, several times if need be, and judges by how many it
 * gave. What a probe throws is a probe that failed; an interrupt ends the check.
 */
public final class DatabaseHealthCheck implements HealthCheck<Database> {

	private final Question question;

	private final ProbePolicy policy;

	private final Series series;

	private final Time time;

	/**
	 * Creates a check.
	 * @param probe what it asks
	 * @param policy how many probes must succeed
	 * @param series how many probes there are
	 * @param time the clock
	 */
	public DatabaseHealthCheck(Probe probe, ProbePolicy policy, Series series, Time time) {
		this(new Question() {

			@Override
			public void ask(Database database, Duration timeout) throws Exception {
				database.client().probe(probe, timeout);
			}

			@Override
			public String toString() {
				return probe.toString();
			}

		}, policy, series, time);
	}

	/**
	 * Creates a check that asks something else.
	 * @param question what it asks
	 * @param policy how many probes must succeed
	 * @param series how many probes there are
	 * @param time the clock
	 */
	public DatabaseHealthCheck(Question question, ProbePolicy policy, Series series, Time time) {
		this.question = question;
		this.policy = policy;
		this.series = series;
		this.time = time;
	}

	/**
	 * What a probe asks.
	 */
	@FunctionalInterface
	public interface Question {

		/**
		 * Asks.
		 * @param database of which
		 * @param timeout how long the answer may take, above zero
		 * @throws Exception if the answer is that it is ill, or none
		 */
		void ask(Database database, Duration timeout) throws Exception;

	}

	/**
	 * The probes of one check.
	 *
	 * @param probes how many, 1 or more
	 * @param delay from one to the next, zero or more
	 * @param timeout how long each may take, above zero
	 * @param first how long the very first probe of a database may take, above zero: the
	 * application waits for it, and a driver that begins takes its time
	 */
	public record Series(int probes, Duration delay, Duration timeout, Duration first) {

		/** How long the first probe may take unless something is said. */
		public static final Duration FIRST = Duration.ofSeconds(10);

		/** Three, half a second apart, each of a second at most. */
		public static final Series DEFAULT = new Series(3, Duration.ofMillis(500), Duration.ofSeconds(1));

		/**
		 * Creates a series whose first probe may take ten seconds.
		 * @param probes how many, 1 or more
		 * @param delay from one to the next, zero or more
		 * @param timeout how long each may take, above zero
		 */
		public Series(int probes, Duration delay, Duration timeout) {
			this(probes, delay, timeout, FIRST);
		}

		/**
		 * Checks the numbers.
		 */
		public Series {
			if (probes < 1) {
				throw new IllegalArgumentException("health-check.probes: " + probes + " (expected: >= 1)");
			}
			if (delay.isNegative()) {
				throw new IllegalArgumentException("health-check.delay: " + delay + " (expected: >= 0)");
			}
			positive("health-check.timeout", timeout);
			positive("health-check.first-timeout", first);
		}

		private static void positive(String name, Duration value) {
			if (value.isNegative() || value.isZero()) {
				throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
			}
		}

		/**
		 * Returns how long all of it takes at most.
		 * @return the time of each probe and of the delays between them
		 */
		public Duration whole() {
			return timeout.multipliedBy(probes).plus(delay.multipliedBy(probes - 1L));
		}

	}

	/**
	 * Returns how long the probes take at most.
	 * @return the time within which {@link #check} ends
	 */
	public Duration longest() {
		return series.whole();
	}

	@Override
	public Verdict check(Database database, Duration timeout) throws Exception {
		if (database.isUnchecked()) {
			return checkFirst(database);
		}
		return check(database, Deadline.after(time, timeout), series);
	}

	/**
	 * At the start there may be two at once: that of the start, and that of the rounds.
	 */
	private Verdict checkFirst(Database database) throws Exception {
		try {
			return check(database, Deadline.after(time, series.first()), new Series(1, Duration.ZERO, series.first()));
		}
		finally {
			database.checked();
		}
	}

	private Verdict check(Database database, Deadline deadline, Series series) throws Exception {
		int probes = series.probes();
		int needed = policy.needed(probes);
		Exception last = null;
		int succeeded = 0;
		for (int i = 0; i < probes; i++) {
			if (i > 0) {
				time.sleep(series.delay());
			}
			Exception failure = probe(database, deadline, series.timeout());
			last = (failure != null) ? failure : last;
			succeeded += (failure == null) ? 1 : 0;
			int left = probes - i - 1;
			if (succeeded >= needed) {
				return Verdict.UP;
			}
			if (succeeded + left < needed) {
				break;
			}
		}
		if (last != null) {
			throw last;
		}
		return Verdict.DOWN;
	}

	private @Nullable Exception probe(Database database, Deadline deadline, Duration longest)
			throws InterruptedException {
		Duration left = deadline.remaining();
		Duration limit = (left.compareTo(longest) < 0) ? left : longest;
		if (limit.isZero()) {
			return new TimeoutException("The time of the check is over");
		}
		try {
			question.ask(database, limit);
			return null;
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return ex;
		}
	}

	@Override
	public String toString() {
		return question + " x " + series.probes() + ", " + policy;
	}

}
