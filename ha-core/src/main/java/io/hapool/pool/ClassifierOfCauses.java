package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A classifier that is asked about the causes of a failure, too. It is asked about
 * results only if it looks at them, since every call that succeeds asks.
 */
class ClassifierOfCauses implements FailureClassifier {

	final FailureClassifier one;

	private ClassifierOfCauses(FailureClassifier one) {
		this.one = one;
	}

	static FailureClassifier of(FailureClassifier one) {
		return ResultOpinions.isOfferedBy(one) ? new OnResults(one) : new ClassifierOfCauses(one);
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		return CauseChain.firstKnown(failure, one::classify);
	}

	@Override
	public @Nullable Duration retryAfter(Throwable failure) {
		return CauseChain.firstKnown(failure, one::retryAfter);
	}

	private static final class OnResults extends ClassifierOfCauses {

		OnResults(FailureClassifier one) {
			super(one);
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			return one.classifyResult(result);
		}

	}

}
