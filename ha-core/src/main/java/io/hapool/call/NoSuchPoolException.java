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
		super("There is no pool \"" + pool + "\" (expected: "
				+ (known.isEmpty() ? "a pool to be defined first" : "one of " + known) + ")");
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
