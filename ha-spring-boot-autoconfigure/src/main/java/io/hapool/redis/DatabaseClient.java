package io.hapool.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.hapool.pool.FailureClassifier;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The connections of one database, and what can be done to all of them from outside. Each
 * driver has one.
 * <p>
 * Thread-safe. Nothing connects before it is asked to.
 */
public interface DatabaseClient extends AutoCloseable {

	/**
	 * Returns what opens connections.
	 * @return the factory of this database alone; stays this client's to close
	 */
	RedisConnectionFactory connections();

	/**
	 * Returns what opens reactive connections.
	 * @return the factory of this database alone, or {@code null} if the driver has none
	 */
	@Nullable ReactiveRedisConnectionFactory reactiveConnections();

	/**
	 * Opens the connection that reactive commands share, if it is not open. Where it is
	 * not, {@link #reactiveConnections()} would have to wait for it, maybe on the very
	 * thread that is to connect it.
	 * @return completes when it is open; fails as never sent. Others wait for it, too:
	 * not to be cancelled
	 */
	default CompletableFuture<?> connectReactive() {
		return CompletableFuture.completedFuture(this);
	}

	/**
	 * Opens a connection for a command that waits at the server, as {@code BLPOP} does:
	 * its reply may take as long as the command says and the command timeout on top,
	 * where other connections give up after the command timeout.
	 * @param wait how long the command may wait at the server; zero: for ever
	 * @return the connection, to be closed by the caller
	 */
	RedisConnection connectionThatWaits(Duration wait);

	/**
	 * Returns how long the answer to a reactive command that waits at the server may
	 * take. Its connection does not give up by itself.
	 * @param wait how long the command may wait at the server; zero: for ever
	 * @return zero: for ever
	 */
	default Duration reactiveTimeout(Duration wait) {
		return wait;
	}

	/**
	 * Opens a connection for messages. It is one of those that an abort closes.
	 * @param topics what to listen to at first, at least one
	 * @param listener whom to tell, before this completes too
	 * @return completes when all topics are confirmed; fails as a command does
	 */
	CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener);

	/**
	 * Asks the database for a sign of life, on a connection that is kept for this alone;
	 * all nodes of a cluster. One at a time.
	 * @param probe what to ask
	 * @param timeout how long the answer may take, connecting included, above zero
	 * @throws Exception if the answer is wrong, an error or none
	 */
	void probe(Probe probe, Duration timeout) throws Exception;

	/**
	 * Returns what the failures of this driver mean.
	 * @return without an opinion of what is no failure of Redis
	 */
	FailureClassifier classifier();

	/**
	 * Ends whatever waits for the database: closes all connections but that for probes,
	 * and fails those that are being opened. What waited fails at once. New ones are
	 * refused until {@link #admit()}, as never sent.
	 */
	void abort();

	/**
	 * Lets connections be opened again, after {@link #abort()}. No effect otherwise.
	 */
	void admit();

	/**
	 * Returns the database's address, for people to read.
	 * @return without credentials
	 */
	String description();

	/**
	 * Closes all connections. Has no effect when called again.
	 */
	@Override
	void close();

	/**
	 * What a probe asks.
	 */
	enum Probe {

		/** {@code PING}. */
		PING,

		/** {@code ECHO}, whose answer must be what was sent. */
		ECHO

	}

}
