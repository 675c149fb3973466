package io.hapool.call;

import java.util.List;

import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended: with a value, or with an exception.
 *
 * @param <R> the type of the value
 */
sealed interface Ending<R extends @Nullable Object> {

	Outcome outcome();

	/**
	 * Gives the caller what the attempt gave.
	 * @param earlier the failures of the attempts before, to be suppressed
	 * @param <X> what the attempt declares to throw
	 */
	<X extends Exception> R deliver(List<Throwable> earlier) throws X;

	/**
	 * The attempt returned a value.
	 */
	record Returned<R extends @Nullable Object>(R value, Outcome outcome) implements Ending<R> {

		@Override
		public <X extends Exception> R deliver(List<Throwable> earlier) {
			return value;
		}

	}

	/**
	 * The attempt threw.
	 */
	record Threw<R extends @Nullable Object>(Exception failure, Outcome outcome) implements Ending<R> {

		/** An exception that is thrown again and again must not grow without end. */
		private static final int MAX_SUPPRESSED = 16;

		@Override
		@SuppressWarnings("unchecked") // an attempt throws what it declares, or unchecked
		public <X extends Exception> R deliver(List<Throwable> earlier) throws X {
			throw (X) whole(earlier);
		}

		/** The exception with the failures of the attempts before. */
		Exception whole(List<Throwable> earlier) {
			int room = MAX_SUPPRESSED - failure.getSuppressed().length;
			for (Throwable other : earlier) {
				if (other != failure && room-- > 0) {
					failure.addSuppressed(other);
				}
			}
			return failure;
		}

	}

}
