package io.hapool.pool;

/**
 * Tells which classifiers look at results: those that have a
 * {@link FailureClassifier#classifyResult} of their own.
 */
final class ResultOpinions {

	private ResultOpinions() {
	}

	/** A native image may know nothing of the method: then the classifier is asked. */
	static boolean isOfferedBy(FailureClassifier classifier) {
		try {
			return classifier.getClass()
				.getMethod("classifyResult", Object.class)
				.getDeclaringClass() != FailureClassifier.class;
		}
		catch (NoSuchMethodException | LinkageError ex) {
			return true;
		}
	}

}
