package io.hapool.aop;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import io.hapool.pool.CauseChain;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What methods that must not run twice have thrown. A call around one of them that meets
 * it again, as it is or as a cause, ends: to move on would run that method again.
 */
public final class UnrepeatableFailures implements FailureClassifier {

	/** By identity, as exceptions are compared, and for as long as somebody has them. */
	private static final Map<Throwable, Boolean> FAILURES = Collections.synchronizedMap(new WeakHashMap<>());

	static void remember(Throwable failure) {
		FAILURES.put(failure, true);
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		return !FAILURES.isEmpty() && CauseChain.anyMatch(failure, FAILURES::containsKey) ? Outcome.EXEMPT : null;
	}

}
