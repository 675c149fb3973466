package io.hapool.redis.connection;

/**
 * What ties a connection to one database.
 */
enum Tie {

	/** Until {@code closePipeline}. */
	PIPELINE,

	/** Until {@code EXEC} or {@code DISCARD}. */
	TRANSACTION,

	/** Until {@code EXEC}, {@code DISCARD} or {@code UNWATCH}. */
	WATCH,

	/** The connection is bound to the thread: until it is closed. */
	BOUND,

	/** Its state is another than that of a new one: until it is closed. */
	STATE

}
