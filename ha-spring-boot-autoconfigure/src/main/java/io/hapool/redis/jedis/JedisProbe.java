package io.hapool.redis.jedis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.time.Deadline;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Asks a database for a sign of life, on one connection that is kept for it; in a cluster
 * on one to each node.
 */
final class JedisProbe implements AutoCloseable {

	private static final byte[] WORD = "hapool".getBytes(StandardCharsets.UTF_8);

	private final ReentrantLock lock = new ReentrantLock();

	private final Supplier<JedisClientConfig> config;

	private final ProbeTargets targets;

	private final Time time;

	/** Changed under the lock alone, but for the end. */
	private final Map<HostAndPort, Connection> kept = new ConcurrentHashMap<>();

	private volatile @Nullable ProbeSocketFactory opening;

	private volatile boolean closed;

	JedisProbe(Supplier<JedisClientConfig> config, ProbeTargets targets, Time time) {
		this.config = config;
		this.targets = targets;
		this.time = time;
	}

	void ask(Probe probe, Duration timeout) throws Exception {
		Deadline deadline = Deadline.after(time, timeout);
		if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new TimeoutException("Another probe has been at it for " + timeout);
		}
		try {
			requireOpen();
			Set<HostAndPort> nodes = targets.nodes(new Asking(deadline));
			for (HostAndPort gone : Set.copyOf(kept.keySet())) {
				if (!nodes.contains(gone)) {
					drop(gone);
				}
			}
			for (HostAndPort node : nodes) {
				onConnection(node, deadline, (connection) -> check(node, connection, probe));
			}
		}
		finally {
			lock.unlock();
		}
	}

	/** Does not wait for a probe that is under way: it ends at once. */
	@Override
	public void close() {
		closed = true;
		ProbeSocketFactory sockets = opening;
		if (sockets != null) {
			sockets.closeSocket();
		}
		Set.copyOf(kept.keySet()).forEach(this::drop);
	}

	private void requireOpen() {
		if (closed) {
			throw new IllegalStateException("The database has been closed");
		}
	}

	private static String check(HostAndPort node, Connection connection, Probe probe) {
		String expected = (probe == Probe.ECHO) ? new String(WORD, StandardCharsets.UTF_8) : "PONG";
		if (probe == Probe.ECHO) {
			connection.sendCommand(Protocol.Command.ECHO, WORD);
		}
		else {
			connection.sendCommand(Protocol.Command.PING);
		}
		String actual = connection.getBulkReply();
		if (!expected.equals(actual)) {
			throw new JedisException(
					node + " answered \"" + actual + "\" to " + probe + " (expected: \"" + expected + "\")");
		}
		return actual;
	}

	private <T> T onConnection(HostAndPort node, Deadline deadline, Question<T> question) throws TimeoutException {
		Connection known = kept.get(node);
		if (known != null && known.isConnected()) {
			try {
				return ask(node, known, deadline, question);
			}
			catch (JedisConnectionException ex) {
				if (deadline.remaining().isZero()) {
					throw ex;
				}
				// it was cut, which says nothing of the server
			}
		}
		Connection opened = open(node, deadline);
		kept.put(node, opened);
		if (closed) {
			// closed meanwhile, which may not have seen this one
			drop(node);
			requireOpen();
		}
		return ask(node, opened, deadline, question);
	}

	private <T> T ask(HostAndPort node, Connection connection, Deadline deadline, Question<T> question)
			throws TimeoutException {
		boolean answered = false;
		try {
			connection.setSoTimeout(millis(node, deadline));
			T answer = question.ask(connection);
			answered = true;
			return answer;
		}
		finally {
			if (!answered) {
				drop(node);
			}
		}
	}

	/** The handshake reads several times, each for as long as the timeout says. */
	private Connection open(HostAndPort node, Deadline deadline) throws TimeoutException {
		JedisClientConfig usual = config.get();
		int left = millis(node, deadline);
		JedisClientConfig limited = DefaultJedisClientConfig.builder()
			.from(usual)
			.connectionTimeoutMillis(Math.min(left, usual.getConnectionTimeoutMillis()))
			.socketTimeoutMillis(left)
			.build();
		ProbeSocketFactory sockets = new ProbeSocketFactory(node, limited);
		ScheduledTask end = time.schedule(sockets::closeSocket, deadline.remaining());
		opening = sockets;
		try {
			requireOpen();
			return SingleUseConnection.builder(sockets, limited).build();
		}
		finally {
			opening = null;
			end.cancel();
		}
	}

	private void drop(HostAndPort node) {
		Connection connection = kept.remove(node);
		if (connection != null) {
			try {
				connection.forceDisconnect();
			}
			catch (IOException ignored) {
				// closed all the same
			}
		}
	}

	private static int millis(HostAndPort node, Deadline deadline) throws TimeoutException {
		long left = deadline.remaining().toMillis();
		if (left <= 0) {
			throw new TimeoutException(node + " did not answer the probe in time");
		}
		return (int) Math.min(left, Integer.MAX_VALUE);
	}

	/**
	 * Asks a connection.
	 */
	private interface Question<T> {

		T ask(Connection connection);

	}

	/**
	 * Finds out which nodes there are, by the connections of the probe.
	 */
	final class Asking {

		private final Deadline deadline;

		private Asking(Deadline deadline) {
			this.deadline = deadline;
		}

		Deadline deadline() {
			return deadline;
		}

		/**
		 * Asks a node of a cluster for all nodes.
		 */
		Set<HostAndPort> clusterNodes(HostAndPort node) throws TimeoutException {
			String answer = onConnection(node, deadline, (connection) -> {
				connection.sendCommand(Protocol.Command.CLUSTER, "NODES");
				return connection.getBulkReply();
			});
			return parse(answer);
		}

		/**
		 * Returns the nodes that were asked before.
		 */
		List<HostAndPort> knownNodes() {
			return List.copyOf(kept.keySet());
		}

		private Set<HostAndPort> parse(String answer) {
			Set<HostAndPort> nodes = new LinkedHashSet<>();
			for (String line : answer.split("\n")) {
				String[] fields = line.split(" ");
				if (fields.length > 2 && !fields[2].contains("noaddr") && !fields[2].contains("handshake")) {
					nodes.add(HostAndPort.from(fields[1].split("[@,]", 2)[0]));
				}
			}
			return nodes;
		}

	}

}
