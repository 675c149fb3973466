package io.hapool.fault;

/**
 * What must hold whatever the fault and however slow the machine did not.
 */
final class BrokenInvariantError extends AssertionError {

	private static final long serialVersionUID = 1L;

	BrokenInvariantError(Throwable cause) {
		super(cause.getMessage(), cause);
	}

}
