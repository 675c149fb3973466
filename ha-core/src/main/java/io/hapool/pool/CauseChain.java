package io.hapool.pool;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Walks a throwable and its causes, at most {@value #DEPTH} of them, for chains can be
 * circular.
 */
final class CauseChain {

	static final int DEPTH = 16;

	private CauseChain() {
	}

	static <V> @Nullable V firstKnown(Throwable failure, Function<Throwable, @Nullable V> opinion) {
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

}
