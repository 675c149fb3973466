package io.hapool.aop.autoconfigure;

import io.hapool.aop.InvalidHighlyAvailableMethodException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to write instead of a method that cannot be made highly available.
 */
class InvalidHighlyAvailableMethodFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidHighlyAvailableMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHighlyAvailableMethodException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
	}

}
