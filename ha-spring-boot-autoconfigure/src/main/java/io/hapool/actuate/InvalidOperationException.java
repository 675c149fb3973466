package io.hapool.actuate;

/**
 * A request cannot be done as it was written; its message says what to write.
 */
final class InvalidOperationException extends RuntimeException {

	InvalidOperationException(String message) {
		super(message);
	}

}
