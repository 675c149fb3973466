package io.hapool.sample.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server that keeps its name and its port through the processes that it has. It
 * holds what it has in memory: one that was killed comes back empty.
 * <p>
 * Thread-safe.
 */
public final class RedisServer implements AutoCloseable {

	/**
	 * A shell that lives as long as its standard input is open, with the server as its
	 * child: when the sample is killed, the pipe breaks, and the server ends too.
	 */
	private static final String LAUNCH = "\"$0\" \"$@\" >/dev/null & server=$!; echo $server; cat; "
			+ "kill -9 $server; wait $server";

	private static final int PATIENCE_SECONDS = 20;

	private final ReentrantLock switching = new ReentrantLock();

	private final String name;

	private final int port;

	private final Path directory;

	private final Path binary;

	private volatile RedisAction lastAction = RedisAction.BRING_BACK;

	private Process shell;

	private long pid;

	private RedisServer(String name) throws IOException {
		this.name = name;
		this.port = freePort();
		this.directory = Files.createTempDirectory("redis-" + name + "-");
		this.binary = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
		this.shell = launch();
		awaitAnswer();
	}

	/**
	 * Starts a server on a free port and waits until it serves.
	 * @param name its name
	 * @return the server, to be closed by the caller
	 * @throws UncheckedIOException if it does not come up
	 */
	public static RedisServer start(String name) {
		try {
			return new RedisServer(name);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Redis server " + name + " does not start", ex);
		}
	}

	/**
	 * Returns the name.
	 * @return one path segment
	 */
	public String name() {
		return name;
	}

	/**
	 * Returns where it serves, alive or not.
	 * @return a port of 127.0.0.1
	 */
	public int port() {
		return port;
	}

	/**
	 * Returns how the server is.
	 * @return the last action that has taken effect
	 */
	public RedisAction condition() {
		return lastAction;
	}

	/**
	 * Does something to the server.
	 * @param action what to do
	 * @throws UncheckedIOException if it does not come up
	 */
	public void apply(RedisAction action) {
		switching.lock();
		try {
			switch (action) {
				case KILL -> kill();
				case FREEZE -> signal("STOP");
				case BRING_BACK -> bringBack();
			}
			lastAction = action;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Redis server " + name + " cannot be switched", ex);
		}
		finally {
			switching.unlock();
		}
	}

	private void bringBack() throws IOException {
		if (shell.isAlive()) {
			signal("CONT");
		}
		else {
			shell = launch();
		}
		awaitAnswer();
	}

	private Process launch() throws IOException {
		Process launched = new ProcessBuilder("sh", "-c", LAUNCH, binary.toString(), "--port", Integer.toString(port),
				"--bind", "127.0.0.1", "--save", "", "--dir", directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader answers = launched.inputReader(StandardCharsets.UTF_8);
		pid = Long.parseLong(answers.readLine());
		return launched;
	}

	private void kill() throws IOException {
		shell.getOutputStream().close();
		try {
			shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void signal(String signal) throws IOException {
		try {
			new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(pid))).start()
				.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitAnswer() throws IOException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (!answers()) {
			if (System.nanoTime() - end > 0) {
				throw new IOException("Redis server " + name + " does not answer on port " + port);
			}
			Thread.onSpinWait();
		}
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
			socket.setSoTimeout(1000);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	public void close() {
		apply(RedisAction.KILL);
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ignored) {
			// the system clears its temporary files
		}
	}

}
