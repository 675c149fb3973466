package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Tells what a throwable or a returned value says of the endpoint. Classifiers are asked
 * in turn; the first with an opinion decides.
 * <p>
 * Implementations must be thread-safe and fast: every outcome passes through them.
 */
@FunctionalInterface
public interface FailureClassifier {

	/**
	 * Returns what a throwable says of the endpoint.
	 * @param failure what the attempt threw; its causes are not looked at before
	 * @return the outcome, or {@code null} to leave it to the next classifier
	 */
	@Nullable Outcome classify(Throwable failure);

	/**
	 * Returns what a value that the attempt returned says of the endpoint: an HTTP
	 * response with status 503 is a failure though nothing was thrown.
	 * @param result what the attempt returned
	 * @return the outcome, or {@code null} to leave it to the next classifier; without
	 * any opinion it is {@link Outcome#SUCCESS}
	 */
	default @Nullable Outcome classifyResult(@Nullable Object result) {
		return null;
	}

	/**
	 * Returns for how long an endpoint that is {@link Outcome#OVERLOADED} asks for less
	 * load, as with {@code Retry-After}.
	 * @param failure what the attempt threw
	 * @return how long, or {@code null} if the failure does not say
	 */
	default @Nullable Duration retryAfter(Throwable failure) {
		return null;
	}

	/**
	 * Returns a classifier that asks this one first, then another.
	 * @param next whom to ask when this one has no opinion
	 * @return the two in turn
	 */
	default FailureClassifier orElse(FailureClassifier next) {
		return ClassifiersInTurn.of(this, next);
	}

	/**
	 * Returns a classifier that looks at a throwable and then at its causes, outermost
	 * first, until one of them is known.
	 * @return this classifier, applied to the chain of causes
	 */
	default FailureClassifier alongCauses() {
		return ClassifierOfCauses.of(this);
	}

	/**
	 * Returns the classifier of what the JDK throws: connections that were refused,
	 * unresolved or timed out while connecting are {@link Outcome#NOT_SENT}, an
	 * interruption is {@link Outcome#CANCELLED}, anything else is unknown to it and so
	 * {@link Outcome#MAYBE_APPLIED}.
	 * @return the standard classifier
	 */
	static FailureClassifier standard() {
		return StandardClassifier.INSTANCE;
	}

}
