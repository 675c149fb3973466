package io.hapool.fault;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A backend in a process of its own that listens on 127.0.0.1, and can be stopped, killed
 * and started again on the same port. Used by one thread.
 */
public final class BackendProcess implements AutoCloseable {

	private ChildJvm process;

	private int port;

	private BackendProcess() {
		this.process = launch();
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
		process.close();
	}

	/**
	 * Kills several at once, and waits for their end.
	 */
	public static void killAll(List<BackendProcess> backends) {
		backends.forEach((backend) -> backend.process.kill());
		backends.forEach((backend) -> backend.process.awaitEnd());
	}

	/**
	 * Stops the process as {@code kill -STOP} does: it hangs, and the kernel goes on
	 * accepting connections for it. Returns when it stands still.
	 */
	public void stop() {
		process.stop();
	}

	/**
	 * Lets the stopped process go on as {@code kill -CONT} does.
	 */
	public void resume() {
		process.resume();
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
		backends.forEach((backend) -> backend.process = backend.launch());
		backends.forEach(BackendProcess::awaitListening);
	}

	/**
	 * Sets how it treats the connections and requests to come. Returns when it does.
	 */
	public void mode(BackendMode mode) {
		process.ask("mode " + commandFor(mode), "mode ");
	}

	/**
	 * Lets it answer each request after a while.
	 */
	public void slow(Duration delay) {
		process.ask("mode " + commandFor(BackendMode.SLOW) + " " + delay.toMillis(), "mode ");
	}

	/**
	 * Returns how often it has read each request since its start, by the request's id.
	 */
	public Map<String, Integer> requests() {
		Map<String, Integer> counts = new HashMap<>();
		for (String entry : process.ask("requests", "requests ").split(" ")) {
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
		return Integer.parseInt(process.ask("connections", "connections "));
	}

	@Override
	public void close() {
		kill();
	}

	@Override
	public String toString() {
		return "backend " + uri();
	}

	private ChildJvm launch() {
		return ChildJvm.start(ownClasses(), BackendMain.class, Integer.toString(port));
	}

	private void awaitListening() {
		port = Integer.parseInt(process.reply("listening "));
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
