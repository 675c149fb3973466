package io.hapool.redis.command;

import java.time.Duration;

import io.hapool.redis.Repetition;

/**
 * How a command behaves.
 *
 * @param repetition whether it may be repeated when nobody knows what became of it
 * @param way where it goes
 * @param timeout how long it may wait at the server, zero for ever; of no meaning where
 * it does not wait
 */
public record Conduct(Repetition repetition, Way way, Duration timeout) {

	/** Goes to the selected database, and changes nothing there. */
	public static final Conduct READ = new Conduct(Repetition.READ, Way.ANYWHERE, Duration.ZERO);

	/** Goes to the selected database, and may be repeated. */
	public static final Conduct HARMLESS = new Conduct(Repetition.HARMLESS, Way.ANYWHERE, Duration.ZERO);

	/** Goes to the selected database, and may not be repeated. */
	public static final Conduct HARMFUL = new Conduct(Repetition.HARMFUL, Way.ANYWHERE, Duration.ZERO);

	static final Conduct CURSOR = new Conduct(Repetition.READ, Way.CURSOR, Duration.ZERO);

	static final Conduct STAYS = new Conduct(Repetition.HARMFUL, Way.STAYS, Duration.ZERO);

	/** Drivers take no longer waits; nobody sees the difference. */
	private static final Duration LONGEST = Duration.ofDays(365);

	static Conduct of(Repetition repetition) {
		return switch (repetition) {
			case READ -> READ;
			case HARMLESS -> HARMLESS;
			case HARMFUL -> HARMFUL;
		};
	}

	static Conduct waiting(Repetition repetition, Duration timeout) {
		return new Conduct(repetition, Way.WAITS, (timeout.compareTo(LONGEST) > 0) ? LONGEST : timeout);
	}

	/**
	 * Where a command goes.
	 */
	public enum Way {

		/** To the database that is selected now. */
		ANYWHERE,

		/** There too; it waits at the server, as {@code BLPOP} does. */
		WAITS,

		/** There too, and what it opens is of use there alone. */
		CURSOR,

		/**
		 * To one database, as all that follows on its connection: it changes the state of
		 * the connection, or names a node.
		 */
		STAYS

	}

}
