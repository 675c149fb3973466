package io.hapool.pool;

/**
 * Tells failures to connect from others: refused, unresolved, timed out while connecting.
 */
final class ConnectFailures {

	private ConnectFailures() {
	}

	static boolean isOne(Throwable failure) {
		return FailureClassifier.standard().classify(failure) == Outcome.NOT_SENT;
	}

}
