package io.hapool.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server on 127.0.0.1, in a process of its own, that ends with the JVM. It logs
 * each write before it acknowledges it: killed and started again it still has them all.
 */
final class LocalRedis implements AutoCloseable {

	/** When the JVM ends, however it does, the pipe breaks and the server is killed. */
	private static final String LAUNCH = "\"$0\" \"$@\" & server=$!; echo $server; cat; "
			+ "kill -9 $server; wait $server";

	/** Of a size that makes a loading server answer between two of them. */
	private static final int LARGE_KEYS = 20;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final int port = freePort();

	private final Path directory;

	private Process shell;

	private long pid;

	private boolean slow;

	private LocalRedis() {
		try {
			this.directory = Files.createTempDirectory("redis-" + port + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.shell = launch(List.of());
	}

	/**
	 * Starts an empty server. Returns when it answers.
	 */
	static LocalRedis start() {
		LocalRedis server = new LocalRedis();
		server.awaitAnswer();
		return server;
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return port;
	}

	/**
	 * Opens a connection past all that is measured.
	 */
	Jedis connect() {
		return new Jedis(new HostAndPort("127.0.0.1", port),
				DefaultJedisClientConfig.builder()
					.clientName("benchmark")
					.connectionTimeoutMillis(2000)
					.socketTimeoutMillis(30_000)
					.build());
	}

	/**
	 * Kills it as {@code kill -9} does.
	 */
	void kill() {
		try {
			shell.getOutputStream().close();
			shell.waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while " + this + " died", ex);
		}
	}

	/**
	 * Gives it data that takes a while to load.
	 */
	void fill() {
		try (Jedis jedis = connect()) {
			for (int i = 0; i < LARGE_KEYS; i++) {
				jedis.set("large-" + i, "x".repeat(2 << 20));
			}
			jedis.bgrewriteaof();
			await(() -> jedis.info("persistence").contains("aof_rewrite_in_progress:0")
					&& jedis.info("persistence").contains("aof_rewrite_scheduled:0"));
		}
	}

	/**
	 * Kills the filled server and starts it again: it answers {@code LOADING} for a time,
	 * and longer if it has been written to since it was filled.
	 */
	void restartLoading(Duration time) {
		kill();
		shell = launch(List.of("--key-load-delay", Long.toString(time.toNanos() / 1000 / LARGE_KEYS)));
		slow = true;
	}

	/**
	 * Stops it as {@code kill -STOP} does.
	 */
	void freeze() {
		signal("STOP");
	}

	/**
	 * Has it back in its senses, with all that it acknowledged, whatever befell it.
	 */
	void recover() {
		if (slow) {
			kill();
		}
		if (shell.isAlive()) {
			signal("CONT");
		}
		else {
			shell = launch(List.of());
			slow = false;
		}
		awaitAnswer();
	}

	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return "redis-server " + port;
	}

	private void awaitAnswer() {
		await(() -> {
			try (Jedis jedis = connect()) {
				return jedis.ping().equals("PONG");
			}
			catch (JedisException ex) {
				return false;
			}
		});
	}

	private void await(BooleanSupplier condition) {
		long begin = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (!shell.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
				throw new IllegalStateException(this + " does not answer. See its log in " + directory);
			}
			pause(Duration.ofMillis(10));
		}
	}

	static void pause(Duration duration) {
		try {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private Process launch(List<String> more) {
		List<String> command = new ArrayList<>(List.of("sh", "-c", LAUNCH, Binary.PATH.toString()));
		command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString(),
				"--logfile", directory.resolve("log").toString()));
		command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "no", "--rdbcompression", "no"));
		command.addAll(more);
		try {
			Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
			pid = Long.parseLong(started.inputReader().readLine());
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + signal + " of " + this + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while signalling " + this, ex);
		}
	}

	/** Taken out of its jar once for all servers of a JVM. */
	private static final class Binary {

		static final Path PATH = extract();

		private static Path extract() {
			try {
				Path directory = Files.createTempDirectory("redis-binary-");
				directory.toFile().deleteOnExit();
				Path binary = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
				binary.toFile().deleteOnExit();
				return binary;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
