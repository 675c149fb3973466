package io.hapool.aop;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import jakarta.validation.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Arguments that do not validate are the caller's error.
 */
public final class ValidationFailureClassifier implements FailureClassifier {

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		return (failure instanceof ValidationException) ? Outcome.CALLER_ERROR : null;
	}

}
