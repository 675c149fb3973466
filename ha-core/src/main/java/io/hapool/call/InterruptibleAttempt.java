package io.hapool.call;

import java.time.Duration;

import io.hapool.pool.AttemptInterruptedException;
import io.hapool.pool.Lease;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * An attempt whose thread is interrupted when its lease is aborted. What it throws then
 * says so: the caller must not take our interrupt for one that somebody sent.
 */
final class InterruptibleAttempt<T, R extends @Nullable Object, X extends Exception>
		implements Attempt<Lease<T>, R, X> {

	private final Attempt<Lease<T>, R, X> attempt;

	private final Time time;

	InterruptibleAttempt(Attempt<Lease<T>, R, X> attempt, Time time) {
		this.attempt = attempt;
		this.time = time;
	}

	@Override
	@SuppressWarnings("unchecked") // an attempt throws what it declares, or unchecked
	public R run(Lease<T> lease) throws X {
		long begun = time.nanos();
		Interruption interruption = new Interruption(Thread.currentThread());
		lease.onAbort(interruption::interrupt);
		try {
			return attempt.run(lease);
		}
		catch (Exception ex) {
			throw (X) (interruption.end() ? explained(ex, lease, Duration.ofNanos(time.nanos() - begun)) : ex);
		}
		finally {
			interruption.end();
		}
	}

	private static Exception explained(Exception failure, Lease<?> lease, Duration lasted) {
		if (failure instanceof InterruptedException) {
			return new AttemptInterruptedException(lease, lasted, failure);
		}
		if (!AttemptInterruptedException.explains(failure)) {
			failure.addSuppressed(new AttemptInterruptedException(lease, lasted, null));
		}
		// some take no suppressed ones
		return BlockingCall.tellsOfInterrupt(failure) ? new AttemptInterruptedException(lease, lasted, failure)
				: failure;
	}

}
