package io.hapool.call;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * An attempt was ended from outside: its deadline passed, or its endpoint was found hung.
 * Whether the endpoint has done what was asked is unknown.
 */
public final class AttemptTimeoutException extends TimeoutException {

	@Serial
	private static final long serialVersionUID = 1;

	private AttemptTimeoutException(String message) {
		super(message);
	}

	/**
	 * @param remaining what was left of the attempt's time
	 */
	static AttemptTimeoutException of(Object endpoint, Duration taken, Duration remaining) {
		String reason = remaining.isZero() ? "its time was up" : "the endpoint answers nobody";
		return new AttemptTimeoutException(
				"No answer from " + endpoint + " after " + taken.toMillis() + " ms: " + reason);
	}

}
