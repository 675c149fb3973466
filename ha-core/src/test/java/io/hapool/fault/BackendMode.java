package io.hapool.fault;

/**
 * How a backend treats connections and requests.
 */
public enum BackendMode {

	/** Answers 200. */
	OK,

	/** Answers 429, and asks for less for a second. */
	STATUS429,

	/** Answers 503. */
	STATUS503,

	/** Reads requests and answers none. */
	HANG,

	/** Answers 200 after a while. */
	SLOW,

	/**
	 * Begins an answer of an hour's length at once, and sends one byte of it a second.
	 */
	TRICKLE,

	/**
	 * Resets each connection before it reads anything; one that is open already, when its
	 * next request comes.
	 */
	RESET_ON_ACCEPT,

	/** Reads the request, sends a part of the answer, resets the connection. */
	RESET_MID_RESPONSE,

	/** Answers what is no HTTP, and leaves the connection open. */
	GARBAGE,

	/** Announces more than it sends, and closes the connection in good order. */
	TRUNCATED

}
