package io.hapool.pool;

import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Walks a throwable and its causes, at most {@value #DEPTH} of them, for chains can be
 * circular.
 */
public final class CauseChain {

	static final int DEPTH = 16;

	private CauseChain() {
	}

	/**
	 * Returns the first opinion on a throwable or one of its causes.
	 * @param <V> the type of the opinion
	 * @param failure the throwable, which is asked about first
	 * @param opinion {@code null} where there is none
	 * @return the opinion, or {@code null} if there is none on any of them
	 */
	public static <V> @Nullable V firstKnown(Throwable failure, Function<Throwable, @Nullable V> opinion) {
		Throwable link = failure;
		for (int depth = 0; link != null && depth < DEPTH; depth++) {
			V known = opinion.apply(link);
			if (known != null) {
				return known;
			}
			link = link.getCause();
		}
		return null;
	}

	/**
	 * Returns whether something is true of a throwable or of one of its causes.
	 * @param failure the throwable
	 * @param condition what may be true
	 * @return whether it is
	 */
	public static boolean anyMatch(Throwable failure, Predicate<Throwable> condition) {
		return firstKnown(failure, (link) -> condition.test(link) ? link : null) != null;
	}

}
