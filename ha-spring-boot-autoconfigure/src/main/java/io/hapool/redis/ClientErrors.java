package io.hapool.redis;

import io.hapool.call.AttemptTimeoutException;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What is neither of Redis nor of its driver, such as an argument that is missing, says
 * nothing of a database.
 */
final class ClientErrors implements FailureClassifier {

	static final ClientErrors INSTANCE = new ClientErrors();

	private ClientErrors() {
	}

	@Override
	public @Nullable Outcome classify(Throwable failure) {
		if (failure instanceof AttemptTimeoutException) {
			return Outcome.MAYBE_APPLIED; // the pool has ended it, before the driver did
		}
		boolean ofRedis = failure instanceof DataAccessException && !(failure instanceof DatabasesUnavailableException);
		return ofRedis ? null : Outcome.EXEMPT;
	}

}
