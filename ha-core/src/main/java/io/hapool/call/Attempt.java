package io.hapool.call;

import org.jspecify.annotations.Nullable;

/**
 * What a call does with the endpoint that it has been given. It is run again with another
 * endpoint when it fails, so one attempt should send one request.
 *
 * @param <A> what it is given: the target, or the lease
 * @param <R> what it returns
 * @param <X> what it throws, beside unchecked exceptions
 */
@FunctionalInterface
public interface Attempt<A, R extends @Nullable Object, X extends Exception> {

	/**
	 * Does the work.
	 * @param leased the target, or the lease
	 * @return the result
	 * @throws X if it fails
	 */
	R run(A leased) throws X;

	/**
	 * An attempt without a result.
	 *
	 * @param <A> what it is given: the target, or the lease
	 * @param <X> what it throws, beside unchecked exceptions
	 */
	@FunctionalInterface
	interface WithoutResult<A, X extends Exception> {

		/**
		 * Does the work.
		 * @param leased the target, or the lease
		 * @throws X if it fails
		 */
		void run(A leased) throws X;

	}

}
