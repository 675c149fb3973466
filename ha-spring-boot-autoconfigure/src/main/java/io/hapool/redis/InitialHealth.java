package io.hapool.redis;

import org.jspecify.annotations.Nullable;

/**
 * How many of the databases must be healthy when the application starts.
 */
public enum InitialHealth {

	/** Each of them. */
	ALL,

	/** More than half of them. */
	MAJORITY,

	/** One is enough. */
	ONE;

	/**
	 * Decides as soon as the answers allow it.
	 * @param up how many have answered that they are healthy
	 * @param down how many are not
	 * @param all how many there are
	 * @return whether they are enough; {@code null}: those who have not answered decide
	 */
	@Nullable Boolean decide(int up, int down, int all) {
		int needed = switch (this) {
			case ALL -> all;
			case MAJORITY -> all / 2 + 1;
			case ONE -> 1;
		};
		if (up >= needed) {
			return true;
		}
		return (all - down < needed) ? false : null;
	}

}
