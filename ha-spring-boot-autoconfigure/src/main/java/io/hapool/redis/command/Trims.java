package io.hapool.redis.command;

/**
 * {@code LTRIM}: which of them leave the same behind when they are repeated.
 */
final class Trims {

	private Trims() {
	}

	/**
	 * Tells whether a second trim takes nothing away: the first so many are kept, or the
	 * last so many.
	 * @param start the first that is kept
	 * @param stop the last that is kept
	 * @return whether it is harmless
	 */
	static boolean same(long start, long stop) {
		return (start == 0 && stop >= -1) || (start < 0 && stop == -1);
	}

}
