package io.hapool.pool.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to write instead of a pool that cannot be.
 */
class InvalidPoolFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPoolException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPoolException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
	}

}
