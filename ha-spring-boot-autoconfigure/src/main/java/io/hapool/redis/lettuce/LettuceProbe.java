package io.hapool.redis.lettuce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.BaseRedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database for a sign of life, on one connection that is kept for it; in a cluster
 * on one to each node.
 */
final class LettuceProbe {

	private static final String WORD = "hapool";

	private static final int TRIES = 4;

	private final ReentrantLock lock = new ReentrantLock();

	private final KnownConnectionFactory factory;

	private final KnownConnections known;

	private final String database;

	private final Time time;

	/** What is waited for, while something is. */
	private volatile @Nullable CompletableFuture<?> awaited;

	private volatile boolean closed;

	/** Changed under the lock alone. */
	private @Nullable StatefulConnection<byte[], byte[]> kept;

	/**
	 * @param known the connections for probes, which no abort closes
	 */
	LettuceProbe(KnownConnectionFactory factory, KnownConnections known, String database, Time time) {
		this.factory = factory;
		this.known = known;
		this.database = database;
		this.time = time;
	}

	void ask(Probe probe, Duration timeout) throws Exception {
		Deadline deadline = Deadline.after(time, timeout);
		if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new TimeoutException("Another probe of " + database + " has been at it for " + timeout);
		}
		boolean answered = false;
		try {
			if (closed) {
				throw new IllegalStateException(database + " has been closed");
			}
			askUntilSure(probe, deadline);
			answered = true;
		}
		finally {
			if (!answered || closed) {
				drop();
			}
			lock.unlock();
		}
	}

	/** A connection that was cut meanwhile says nothing of the server. */
	private void askUntilSure(Probe probe, Deadline deadline) throws Exception {
		boolean known = false;
		for (int left = TRIES;; left--) {
			StatefulConnection<byte[], byte[]> before = kept;
			known |= before != null && before.isOpen();
			try {
				askOnce(probe, deadline);
				return;
			}
			catch (RedisException | IOException ex) {
				if (!(known || isCutInHandshake(ex)) || ex instanceof RedisCommandExecutionException || left == 1
						|| deadline.remaining().isZero()) {
					throw ex;
				}
				drop();
			}
		}
	}

	/** Where Lettuce sees the end of the connection before the reply that says why. */
	private static boolean isCutInHandshake(Throwable failure) {
		for (Throwable link = failure; link != null; link = link.getCause()) {
			String message = String.valueOf(link.getMessage());
			if (message.contains("closed prematurely") || message.contains("reset by peer")) {
				return true;
			}
		}
		return false;
	}

	private void askOnce(Probe probe, Deadline deadline) throws Exception {
		StatefulConnection<byte[], byte[]> connection = connection(deadline);
		if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			askNodes(cluster, probe, deadline);
		}
		else {
			check(answer(((StatefulRedisConnection<byte[], byte[]>) connection).async(), probe), probe, deadline);
		}
	}

	/**
	 * Does not wait for a probe that is under way: it ends at once.
	 * @return completes when its connections have been closed
	 */
	CompletableFuture<Void> close() {
		closed = true;
		CompletableFuture<?> waiting = awaited;
		if (waiting != null) {
			waiting.cancel(false);
		}
		return known.closeAll();
	}

	private StatefulConnection<byte[], byte[]> connection(Deadline deadline) throws Exception {
		StatefulConnection<byte[], byte[]> connection = kept;
		if (connection == null || !connection.isOpen()) {
			drop();
			connection = open(deadline);
			kept = connection;
		}
		return connection;
	}

	@SuppressWarnings("unchecked")
	private StatefulConnection<byte[], byte[]> open(Deadline deadline) throws Exception {
		if (factory.getNativeClient() instanceof RedisClusterClient client) {
			// else the provider loads it without a limit of ours
			await(client.refreshPartitionsAsync(), deadline);
		}
		CompletionStage<StatefulConnection<byte[], byte[]>> opening = (CompletionStage<StatefulConnection<byte[], byte[]>>) (CompletionStage<?>) factory
			.probeConnections()
			.getConnectionAsync(StatefulConnection.class);
		try {
			return await(opening, deadline);
		}
		catch (Exception ex) {
			opening.thenAccept(this::close);
			throw ex;
		}
	}

	private void askNodes(StatefulRedisClusterConnection<byte[], byte[]> cluster, Probe probe, Deadline deadline)
			throws Exception {
		if (factory.getNativeClient() instanceof RedisClusterClient client) {
			await(client.refreshPartitionsAsync(), deadline);
		}
		List<Supplier<CompletionStage<byte[]>>> answers = new ArrayList<>();
		for (RedisClusterNode node : cluster.getPartitions()) {
			CompletionStage<byte[]> answer = cluster.getConnectionAsync(node.getNodeId())
				.thenCompose((connection) -> answer(connection.async(), probe));
			answers.add(() -> answer);
		}
		for (Supplier<CompletionStage<byte[]>> answer : answers) {
			check(answer.get(), probe, deadline);
		}
	}

	private static CompletionStage<byte[]> answer(BaseRedisAsyncCommands<byte[], byte[]> node, Probe probe) {
		return switch (probe) {
			case PING -> node.ping().thenApply((pong) -> pong.getBytes(StandardCharsets.UTF_8));
			case ECHO -> node.echo(WORD.getBytes(StandardCharsets.UTF_8));
		};
	}

	private void check(CompletionStage<byte[]> answer, Probe probe, Deadline deadline) throws Exception {
		String expected = (probe == Probe.PING) ? "PONG" : WORD;
		String actual = new String(await(answer, deadline), StandardCharsets.UTF_8);
		if (!expected.equals(actual)) {
			throw new RedisException(
					database + " answered \"" + actual + "\" to " + probe + " (expected: \"" + expected + "\")");
		}
	}

	private <T> T await(CompletionStage<T> stage, Deadline deadline) throws Exception {
		// a copy: to end the wait must not end what is waited for, which others clean up
		CompletableFuture<T> future = stage.toCompletableFuture().copy();
		awaited = future;
		if (closed) {
			throw new IllegalStateException(database + " has been closed");
		}
		try {
			return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		catch (TimeoutException ex) {
			throw (TimeoutException) new TimeoutException(database + " did not answer the probe in time").initCause(ex);
		}
		finally {
			awaited = null;
		}
	}

	private void drop() {
		StatefulConnection<byte[], byte[]> connection = kept;
		kept = null;
		if (connection != null) {
			close(connection);
		}
	}

	private void close(StatefulConnection<byte[], byte[]> connection) {
		CompletableFuture<Void> unused = factory.probeConnections().releaseAsync(connection);
	}

}
