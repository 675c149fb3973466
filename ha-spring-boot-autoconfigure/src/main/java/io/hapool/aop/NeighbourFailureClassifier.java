package io.hapool.aop;

import java.util.Set;

import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What advice further in refuses, no endpoint is to blame for: it has not been asked.
 * Known by name, so that none of it has to be there.
 */
public final class NeighbourFailureClassifier implements FailureClassifier {

	private static final Set<String> REFUSALS = Set.of(
			"io.github.resilience4j.circuitbreaker.CallNotPermittedException",
			"io.github.resilience4j.bulkhead.BulkheadFullException",
			"io.github.resilience4j.ratelimiter.RequestNotPermitted",
			"org.springframework.resilience.InvocationRejectedException",
			"org.springframework.security.access.AccessDeniedException",
			"org.springframework.security.core.AuthenticationException");

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		for (Class<?> type = failure.getClass(); type != Object.class; type = type.getSuperclass()) {
			if (REFUSALS.contains(type.getName())) {
				return Outcome.EXEMPT;
			}
		}
		return null;
	}

}
