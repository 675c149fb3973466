package io.hapool.redis.connection;

import java.util.function.Function;

import io.hapool.redis.Database;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * The one real connection that a route keeps for its next command.
 * <p>
 * For one thread, but for {@link #current()} and {@link #close()}: those who listen are
 * stopped by other threads.
 */
final class HeldConnection {

	private static final Logger log = LoggerFactory.getLogger(HeldConnection.class);

	private final Function<Database, RedisConnection> opening;

	private volatile @Nullable Held held;

	private volatile boolean closed;

	HeldConnection(Function<Database, RedisConnection> opening) {
		this.opening = opening;
	}

	private record Held(Database database, RedisConnection connection) {
	}

	/** Returns a connection to a database: the one that is held, or a new one. */
	RedisConnection to(Database database) {
		Held current = held;
		if (current != null) {
			if (current.database() == database) {
				return current.connection();
			}
			letGo();
		}
		RedisConnection opened = open(database);
		held = new Held(database, opened);
		if (closed) {
			// Closed by another thread meanwhile, which may have seen none to close.
			letGo();
			requireOpen();
		}
		return opened;
	}

	/** Opens a connection beside the one that is held. */
	RedisConnection open(Database database) {
		return opening.apply(database);
	}

	/**
	 * Returns the connection that is held.
	 * @return as of the last command, or {@code null} if there is none
	 */
	@Nullable RedisConnection current() {
		Held current = held;
		return (current != null) ? current.connection() : null;
	}

	/** Closes what is held, which nobody waits for any more. */
	void letGo() {
		Held last = held;
		held = null;
		if (last != null) {
			drop(last.connection());
		}
	}

	boolean isClosed() {
		return closed;
	}

	void requireOpen() {
		if (closed) {
			throw new RedisSystemException("Connection is closed", null);
		}
	}

	/** Closes what is held for good. */
	void close() {
		closed = true;
		Held last = held;
		held = null;
		if (last != null) {
			last.connection().close();
		}
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
