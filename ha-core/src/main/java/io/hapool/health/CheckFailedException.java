package io.hapool.health;

import java.io.Serial;

/**
 * The target was asked, and what came back says that it is down.
 */
public final class CheckFailedException extends Exception {

	@Serial
	private static final long serialVersionUID = 1;

	/**
	 * Creates an exception.
	 * @param message what came back
	 */
	public CheckFailedException(String message) {
		super(message);
	}

}
