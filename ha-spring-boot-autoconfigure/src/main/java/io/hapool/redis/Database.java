package io.hapool.redis;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.health.HealthCheck;

/**
 * One Redis deployment, standalone, behind Sentinel or a cluster: what the endpoints of
 * the pool of databases lead to. Two are the same if they are the same object: one that
 * is removed and added again under its name is another.
 */
public final class Database {

	private final String name;

	private final DatabaseClient client;

	private final List<HealthCheck<Database>> checks;

	private final AtomicInteger stays = new AtomicInteger();

	private volatile boolean unchecked = true;

	/**
	 * Creates a database.
	 * @param name its name, as in {@code ha.redis.databases.<name>}
	 * @param client its connections
	 */
	public Database(String name, DatabaseClient client) {
		this(name, client, List.of());
	}

	Database(String name, DatabaseClient client, List<HealthCheck<Database>> checks) {
		this.name = Objects.requireNonNull(name, "name");
		this.client = Objects.requireNonNull(client, "client");
		this.checks = checks;
	}

	/**
	 * Returns the name.
	 * @return as in {@code ha.redis.databases.<name>}
	 */
	public String name() {
		return name;
	}

	/**
	 * Returns the connections.
	 * @return stays the database's to close
	 */
	public DatabaseClient client() {
		return client;
	}

	/**
	 * Something stays at this database for longer than a command: a transaction, a
	 * cursor, what waits for an element. If the database is removed, its connections are
	 * closed after that.
	 */
	public void arrived() {
		stays.incrementAndGet();
	}

	/** Something that had {@link #arrived} is over. */
	public void departed() {
		stays.decrementAndGet();
	}

	/**
	 * Whether all that has arrived has departed; a connection closed twice counts twice.
	 */
	boolean isLeft() {
		return stays.get() <= 0;
	}

	/** Those of this database alone. */
	List<HealthCheck<Database>> checks() {
		return checks;
	}

	/** Whether no check of it has ended yet: the start waits for those. */
	boolean isUnchecked() {
		return unchecked;
	}

	/** A check has ended, whatever it says. */
	void checked() {
		unchecked = false;
	}

	@Override
	public String toString() {
		return name;
	}

}
