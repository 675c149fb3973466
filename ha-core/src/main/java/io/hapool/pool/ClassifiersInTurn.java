package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Two classifiers, of which the second is asked when the first has no opinion. Only those
 * that look at results are asked about them, since every call that succeeds asks.
 */
class ClassifiersInTurn implements FailureClassifier {

	final FailureClassifier first;

	final FailureClassifier next;

	private ClassifiersInTurn(FailureClassifier first, FailureClassifier next) {
		this.first = first;
		this.next = next;
	}

	static FailureClassifier of(FailureClassifier first, FailureClassifier next) {
		boolean blind = !ResultOpinions.isOfferedBy(first) && !ResultOpinions.isOfferedBy(next);
		return blind ? new ClassifiersInTurn(first, next) : new OnResults(first, next);
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		Outcome outcome = first.classify(failure);
		return (outcome != null) ? outcome : next.classify(failure);
	}

	@Override
	public @Nullable Duration retryAfter(Throwable failure) {
		Duration own = first.retryAfter(failure);
		return (own != null) ? own : next.retryAfter(failure);
	}

	private static final class OnResults extends ClassifiersInTurn {

		OnResults(FailureClassifier first, FailureClassifier next) {
			super(first, next);
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			Outcome outcome = first.classifyResult(result);
			return (outcome != null) ? outcome : next.classifyResult(result);
		}

	}

}
