package io.hapool.pool;

import org.jspecify.annotations.Nullable;

/**
 * Walks a throwable and its causes, at most {@value #DEPTH} of them, for chains can be
 * circular.
 */
final class CauseChain {

	static final int DEPTH = 16;

	private CauseChain() {
	}

	static @Nullable Outcome firstKnown(Throwable failure, FailureClassifier classifier) {
		Throwable link = failure;
		for (int depth = 0; link != null && depth < DEPTH; depth++) {
			Outcome outcome = classifier.classify(link);
			if (outcome != null) {
				return outcome;
			}
			link = link.getCause();
		}
		return null;
	}

}
