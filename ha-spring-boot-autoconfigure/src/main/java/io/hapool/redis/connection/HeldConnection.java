package io.hapool.redis.connection;

import io.hapool.redis.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;

/**
 * A connection to one database, kept for the next command.
 *
 * @param database where it leads
 * @param connection the connection
 */
record HeldConnection(Database database, RedisConnection connection) {

	private static final Logger log = LoggerFactory.getLogger(HeldConnection.class);

	/** Closes the connection, which nobody waits for any more. */
	void drop() {
		drop(connection);
	}

	static void drop(RedisConnection connection) {
		try {
			connection.close();
		}
		catch (RuntimeException ex) {
			// What made it useless has been told already.
			log.debug("Could not close a connection that is not used any more", ex);
		}
	}

}
