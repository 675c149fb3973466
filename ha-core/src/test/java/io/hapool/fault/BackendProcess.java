package io.hapool.fault;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A backend in a process of its own that listens on 127.0.0.1, and can be killed and
 * started again on the same port. Used by one thread.
 */
public final class BackendProcess implements AutoCloseable {

	private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-Xshare:auto");

	private Process process;

	private BufferedReader replies;

	private BufferedWriter commands;

	private int port;

	private BackendProcess() {
		launch();
	}

	/**
	 * Starts backends side by side. Returns when all of them listen.
	 */
	public static List<BackendProcess> start(int count) {
		List<BackendProcess> backends = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				backends.add(new BackendProcess());
			}
			backends.forEach(BackendProcess::awaitListening);
			return backends;
		}
		catch (RuntimeException ex) {
			backends.forEach(BackendProcess::close);
			throw ex;
		}
	}

	public URI uri() {
		return URI.create("http://127.0.0.1:" + port);
	}

	public int port() {
		return port;
	}

	public boolean isAlive() {
		return process.isAlive();
	}

	/**
	 * Kills the process as {@code kill -9} does, and waits for its end.
	 */
	public void kill() {
		process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Kills several at once, and waits for their end.
	 */
	public static void killAll(List<BackendProcess> backends) {
		backends.forEach((backend) -> backend.process.destroyForcibly());
		backends.forEach(BackendProcess::awaitEnd);
	}

	/**
	 * Starts the killed process again, on its port. Returns when it listens.
	 */
	public void restart() {
		restartAll(List.of(this));
	}

	/**
	 * Starts killed processes again, side by side, on their ports. Returns when all of
	 * them listen.
	 */
	public static void restartAll(List<BackendProcess> backends) {
		backends.forEach(BackendProcess::launch);
		backends.forEach(BackendProcess::awaitListening);
	}

	/**
	 * Sets how it treats the connections and requests to come. Returns when it does.
	 */
	public void mode(BackendMode mode) {
		ask("mode " + commandFor(mode), "mode ");
	}

	/**
	 * Lets it answer each request after a while.
	 */
	public void slow(Duration delay) {
		ask("mode " + commandFor(BackendMode.SLOW) + " " + delay.toMillis(), "mode ");
	}

	/**
	 * Returns how often it has read each request since its start, by the request's id.
	 */
	public Map<String, Integer> requests() {
		Map<String, Integer> counts = new HashMap<>();
		for (String entry : ask("requests", "requests ").split(" ")) {
			if (!entry.isEmpty()) {
				int equals = entry.lastIndexOf('=');
				counts.put(entry.substring(0, equals), Integer.valueOf(entry.substring(equals + 1)));
			}
		}
		return counts;
	}

	/**
	 * Returns how many requests it has read since its start.
	 */
	public int requestCount() {
		return requests().values().stream().mapToInt(Integer::intValue).sum();
	}

	/**
	 * Returns how many connections it has accepted since its start.
	 */
	public int connections() {
		return Integer.parseInt(ask("connections", "connections "));
	}

	@Override
	public void close() {
		kill();
	}

	@Override
	public String toString() {
		return "backend " + uri();
	}

	private void launch() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(SMALL);
		command.addAll(List.of("-cp", ownClasses(), BackendMain.class.getName(), Integer.toString(port)));
		try {
			process = new ProcessBuilder(command).redirectErrorStream(true).start();
			replies = process.inputReader();
			commands = process.outputWriter();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A backend cannot be started", ex);
		}
	}

	private void awaitListening() {
		port = Integer.parseInt(reply("listening "));
	}

	private void awaitEnd() {
		try {
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this + " does not die");
			}
			replies.close();
			process.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while " + this + " died", ex);
		}
	}

	private String ask(String command, String prefix) {
		try {
			commands.write(command);
			commands.newLine();
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this + " does not listen to \"" + command + "\"", ex);
		}
		return reply(prefix);
	}

	/** Lines without the prefix are the JVM's: warnings, or why it did not start. */
	private String reply(String prefix) {
		List<String> others = new ArrayList<>();
		try {
			@Nullable String line;
			while ((line = replies.readLine()) != null) {
				if (line.startsWith(prefix)) {
					return line.substring(prefix.length());
				}
				others.add(line);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException(this + " ended without \"" + prefix + "\", having said: " + others);
	}

	private static String commandFor(BackendMode mode) {
		return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static String ownClasses() {
		try {
			return Path.of(BackendMain.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("The backend's classes are nowhere", ex);
		}
	}

}
