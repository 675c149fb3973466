package io.hapool.redis.jedis;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.redis.Turnstile;
import redis.clients.jedis.Connection;

/**
 * All sockets of a database, or the connections where Jedis hides their sockets: what
 * closes them at once. Closing a socket from outside ends the read that waits on it.
 * Thread-safe.
 */
final class KnownSockets {

	private final ReentrantLock lock = new ReentrantLock();

	private final String database;

	@GuardedBy("lock")
	private final Set<Closeable> open = Collections.newSetFromMap(new WeakHashMap<>());

	/** Before which some wait for a connection. */
	@GuardedBy("lock")
	private final Set<Turnstile> turnstiles = new HashSet<>();

	private volatile boolean aborted;

	@GuardedBy("lock")
	private boolean closed;

	KnownSockets(String database) {
		this.database = database;
	}

	boolean isAborted() {
		return aborted;
	}

	/**
	 * @throws NotSentException if all have been aborted
	 */
	void requireAdmitted() {
		if (aborted) {
			throw refused();
		}
	}

	/**
	 * Follows a socket that has just been opened.
	 * @throws NotSentException if all have been aborted meanwhile; it is closed then
	 */
	void follow(Socket socket) {
		if (!add(socket)) {
			close(socket);
			throw refused();
		}
	}

	/**
	 * Follows a connection that is being borrowed.
	 * @throws NotSentException if all have been aborted meanwhile; it is back then
	 */
	Connection follow(Connection connection) {
		if (!add(connection)) {
			close(connection);
			connection.close();
			throw refused();
		}
		return connection;
	}

	/** Those who wait there are sent away when all are aborted. */
	void follow(Turnstile turnstile) {
		lock.lock();
		try {
			turnstiles.add(turnstile);
		}
		finally {
			lock.unlock();
		}
	}

	void forget(Turnstile turnstile) {
		lock.lock();
		try {
			turnstiles.remove(turnstile);
		}
		finally {
			lock.unlock();
		}
	}

	void abort() {
		List<Closeable> closing;
		List<Turnstile> waitedAt;
		lock.lock();
		try {
			aborted = true;
			closing = new ArrayList<>(open);
			open.clear();
			waitedAt = new ArrayList<>(turnstiles);
		}
		finally {
			lock.unlock();
		}
		closing.forEach(KnownSockets::close);
		waitedAt.forEach(Turnstile::look);
	}

	/** As an abort, and nothing is admitted again. */
	void closeAll() {
		lock.lock();
		try {
			closed = true;
		}
		finally {
			lock.unlock();
		}
		abort();
	}

	void admit() {
		lock.lock();
		try {
			aborted = closed;
		}
		finally {
			lock.unlock();
		}
	}

	private boolean add(Closeable opened) {
		lock.lock();
		try {
			return !aborted && (open.add(opened) || open.contains(opened));
		}
		finally {
			lock.unlock();
		}
	}

	NotSentException refused() {
		return new NotSentException("Connections to " + database + " have been aborted until it is admitted again");
	}

	private static void close(Closeable opened) {
		try {
			if (opened instanceof Connection connection) {
				// close would give it back to its pool
				connection.forceDisconnect();
			}
			else {
				opened.close();
			}
		}
		catch (IOException ignored) {
			// closed all the same
		}
	}

}
