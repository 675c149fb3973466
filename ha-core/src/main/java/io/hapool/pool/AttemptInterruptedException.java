package io.hapool.pool;

import java.io.Serial;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The pool interrupted an attempt: its time was over, or its endpoint was found hung.
 * Takes the place of the {@link InterruptedException} that the attempt threw, which is
 * its cause; any other exception of the attempt stays as it is and has this one
 * suppressed. So who sees it knows that nobody else interrupted the thread. Free of
 * credentials.
 */
public final class AttemptInterruptedException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1;

	private final String endpoint;

	private final Duration lasted;

	/**
	 * Creates the exception.
	 * @param lease the lease of the attempt
	 * @param lasted how long the attempt has taken
	 * @param cause what it takes the place of; {@code null}: it is to be suppressed
	 */
	public AttemptInterruptedException(Lease<?> lease, Duration lasted, @Nullable Throwable cause) {
		super("The attempt on " + lease.endpoint().id() + " was interrupted after " + lasted.toMillis() + " ms: "
				+ reason(lease), cause);
		this.endpoint = lease.endpoint().id();
		this.lasted = lasted;
	}

	private static String reason(Lease<?> lease) {
		return lease.remaining().isZero()
				? "its time was over (expected: an end within timeout and attempt-timeout). Raise them if it may take longer."
				: "the endpoint was found hung (expected: answers within isolation.stuck-after). Raise it if they may take longer.";
	}

	/**
	 * Returns the endpoint of the attempt.
	 * @return its id
	 */
	public String endpoint() {
		return endpoint;
	}

	/**
	 * Returns how long the attempt took.
	 * @return the duration
	 */
	public Duration lasted() {
		return lasted;
	}

	/**
	 * Returns whether the interruption that a throwable tells of, itself or by its
	 * causes, was the pool's.
	 * @param failure the throwable
	 * @return whether nobody else interrupted
	 */
	public static boolean explains(Throwable failure) {
		if (failure instanceof AttemptInterruptedException) {
			return true;
		}
		for (Throwable suppressed : failure.getSuppressed()) {
			// one with a cause is the failure of an earlier attempt, and says nothing of
			// this one
			if (suppressed instanceof AttemptInterruptedException && suppressed.getCause() == null) {
				return true;
			}
		}
		return false;
	}

}
