package io.hapool.health;

import java.io.Serial;

/**
 * A check could not be made, for a reason that says nothing of the target: the verdict is
 * {@link HealthCheck.Verdict#UNKNOWN}, and this tells why.
 */
public final class CheckUnknownException extends Exception {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates an exception.
	 * @param message what could not be done
	 * @param cause why
	 */
	public CheckUnknownException(String message, Throwable cause) {
		super(message, cause);
	}

}
