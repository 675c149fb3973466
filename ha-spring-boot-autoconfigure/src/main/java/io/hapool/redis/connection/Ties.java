package io.hapool.redis.connection;

import java.util.EnumSet;
import java.util.Set;

import io.hapool.redis.Database;
import org.jspecify.annotations.Nullable;

/**
 * What ties a connection to one database, and to which. A database that is removed waits
 * for those who are tied to it.
 */
final class Ties {

	private final Set<Tie> all = EnumSet.noneOf(Tie.class);

	private @Nullable Database database;

	private @Nullable Database triedFirst;

	/** Not null if there is a tie, but for a pipeline without commands. */
	@Nullable Database database() {
		return database;
	}

	/**
	 * Where the first command that ties was tried first, as that was selected. It may
	 * have been dead and not isolated yet, so that another has carried it out.
	 */
	@Nullable Database triedFirst() {
		return triedFirst;
	}

	void tieTo(@Nullable Database next) {
		tieTo(next, next);
	}

	/**
	 * @param first where what ties was tried first
	 */
	void tieTo(@Nullable Database next, @Nullable Database first) {
		Database before = database;
		if (before == next) {
			return;
		}
		database = next;
		triedFirst = first;
		if (next != null) {
			next.arrived();
		}
		if (before != null) {
			before.departed();
		}
	}

	/**
	 * Adds a tie.
	 * @return whether it is new
	 */
	boolean add(Tie tie) {
		return all.add(tie);
	}

	/** The last tie that is removed sets the connection free. */
	void remove(Tie tie) {
		all.remove(tie);
		if (all.isEmpty()) {
			tieTo(null);
		}
	}

	boolean contains(Tie tie) {
		return all.contains(tie);
	}

	boolean isEmpty() {
		return all.isEmpty();
	}

	/** Whether a command on another connection would mean something else. */
	boolean areState() {
		return all.contains(Tie.PIPELINE) || all.contains(Tie.TRANSACTION) || all.contains(Tie.STATE);
	}

	@Override
	public String toString() {
		if (all.isEmpty()) {
			return "to the selected database";
		}
		Database known = database;
		return "to " + ((known != null) ? known : "no database yet");
	}

}
