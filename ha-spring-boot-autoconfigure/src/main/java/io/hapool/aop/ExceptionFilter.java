package io.hapool.aop;

import java.util.List;

import io.hapool.call.AttemptTimeoutException;
import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.CauseChain;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions that an annotation exempts. As with Spring's {@code @Retryable} a type
 * stands for its subtypes, the causes of an exception are looked at as well, and
 * {@code excludes} comes first. What says that the caller has gone still says so, and an
 * {@link Error} is nobody's opinion.
 *
 * @param includes what is not exempt; empty: all
 * @param excludes what is exempt
 */
record ExceptionFilter(List<Class<? extends Throwable>> includes,
		List<Class<? extends Throwable>> excludes) implements FailureClassifier {

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		if (failure instanceof Error || isOurTimeout(failure)
				|| FailureClassifier.standard().classify(failure) == Outcome.CANCELLED) {
			return null;
		}
		boolean exempt = has(failure, excludes) || (!includes.isEmpty() && !has(failure, includes));
		return exempt ? Outcome.EXEMPT : null;
	}

	/** Says of its endpoint that it hangs, whatever the annotation names. */
	private static boolean isOurTimeout(Throwable failure) {
		return failure instanceof AttemptTimeoutException || AttemptInterruptedException.explains(failure);
	}

	private static boolean has(Throwable failure, List<Class<? extends Throwable>> types) {
		return CauseChain.anyMatch(failure, (link) -> types.stream().anyMatch((type) -> type.isInstance(link)));
	}

}
