package io.hapool.call;

import java.io.Serial;
import java.util.List;

/**
 * No pool has the wanted name.
 */
public final class NoSuchPoolException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1;

	private final String pool;

	/**
	 * Creates the exception.
	 * @param pool the name that was asked for
	 * @param known the names that there are
	 */
	public NoSuchPoolException(String pool, List<String> known) {
		this(pool, "", known);
	}

	/**
	 * Creates the exception for a name that was worked out.
	 * @param pool the name that was asked for
	 * @param origin where the name comes from, such as an expression; empty: it was
	 * written as it is
	 * @param known the names that there are
	 */
	public NoSuchPoolException(String pool, String origin, List<String> known) {
		super("There is no pool \"" + pool + "\"" + (origin.isEmpty() ? "" : ", the value of " + origin)
				+ " (expected: " + (known.isEmpty() ? "a pool to be defined first" : "one of " + known) + ")");
		this.pool = pool;
	}

	/**
	 * Returns the name that was asked for.
	 * @return the name
	 */
	public String pool() {
		return pool;
	}

}
