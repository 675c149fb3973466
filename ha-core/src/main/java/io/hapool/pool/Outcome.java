package io.hapool.pool;

/**
 * How a lease ended: what is booked on its endpoint, and whether the call may move on to
 * another one.
 */
public enum Outcome {

	/** The endpoint did what was asked. */
	SUCCESS(Booking.SUCCESS, Continuation.ENDS),

	/** The request never left: refused, unresolved, no connection to be had. */
	NOT_SENT(Booking.FAILURE, Continuation.MOVES_ON),

	/** The endpoint answered that it did nothing, as with 503. */
	NOT_EXECUTED(Booking.FAILURE, Continuation.MOVES_ON),

	/** Nobody can tell: reset or timeout after sending, 500, any exception not named. */
	MAYBE_APPLIED(Booking.FAILURE, Continuation.MOVES_ON_IF_IDEMPOTENT),

	/** The endpoint asks for less load, as with 429. */
	OVERLOADED(Booking.NOTHING, Continuation.MOVES_ON),

	/** The endpoint answered that the request is wrong, as with 404. */
	CALLER_ERROR(Booking.SUCCESS, Continuation.ENDS),

	/** An exception that the call or the pool exempts. */
	EXEMPT(Booking.NOTHING, Continuation.ENDS),

	/** Interrupted or cancelled by the caller, or closed without an outcome. */
	CANCELLED(Booking.NOTHING, Continuation.ENDS);

	private final Booking booking;

	private final Continuation continuation;

	Outcome(Booking booking, Continuation continuation) {
		this.booking = booking;
		this.continuation = continuation;
	}

	/**
	 * Returns what is booked on the endpoint.
	 * @return the booking
	 */
	public Booking booking() {
		return booking;
	}

	/**
	 * Returns whether a call that ended so may be tried on another endpoint.
	 * @param idempotent whether repeating the call does no harm
	 * @return whether the call moves on
	 */
	public boolean movesOn(boolean idempotent) {
		return continuation == Continuation.MOVES_ON
				|| (continuation == Continuation.MOVES_ON_IF_IDEMPOTENT && idempotent);
	}

	/**
	 * What an outcome says of the endpoint.
	 */
	public enum Booking {

		/** It works. */
		SUCCESS,

		/** It fails. */
		FAILURE,

		/** Nothing. */
		NOTHING

	}

	private enum Continuation {

		MOVES_ON, MOVES_ON_IF_IDEMPOTENT, ENDS

	}

}
