package io.hapool.redis.reactive;

import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.redis.Database;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnection;

/**
 * A connection to one database that the commands of a routing connection share. Once it
 * is retired, the last of them closes it.
 */
final class SharedConnection {

	private final Database database;

	private final ReactiveRedisConnection connection;

	/** One for the route, as long as it is not retired, and one for each command. */
	private final AtomicInteger users = new AtomicInteger(1);

	SharedConnection(Database database, ReactiveRedisConnection connection) {
		this.database = database;
		this.connection = connection;
	}

	Database database() {
		return database;
	}

	ReactiveRedisConnection connection() {
		return connection;
	}

	boolean tryUse() {
		return users.getAndUpdate((count) -> (count > 0) ? count + 1 : 0) > 0;
	}

	/**
	 * Ends one use.
	 * @return whether it was the last
	 */
	boolean release() {
		return users.decrementAndGet() == 0;
	}

	Mono<Void> closeLater() {
		return connection.closeLater();
	}

}
