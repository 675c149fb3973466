package io.hapool.sample.backend;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One run of {@link BackendProgram}, in a child process with the Java of this one.
 */
final class BackendProcess implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 20;

	private final Process process;

	private final BufferedReader answers;

	private final BufferedWriter orders;

	private BackendProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.orders = process.outputWriter(StandardCharsets.UTF_8);
	}

	/**
	 * Starts the process, without waiting for its first answer.
	 */
	static BackendProcess start(Path classPath, String name, int port) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx32m", "-Xss256k", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"-Dsun.net.httpserver.nodelay=true", "-cp", classPath.toString(), BackendProgram.class.getName(), name,
				Integer.toString(port));
		builder.redirectError(ProcessBuilder.Redirect.INHERIT);
		// a debugger's port is taken
		// already
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		builder.environment().remove("JDK_JAVA_OPTIONS");
		try {
			return new BackendProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Backend " + name + " does not start", ex);
		}
	}

	/**
	 * Waits for the port on which the backend serves.
	 * @throws IllegalStateException if it does not come up, as when its port is taken
	 */
	int awaitPort() {
		return Integer.parseInt(answer());
	}

	/**
	 * Switches the mode and waits until it holds.
	 */
	void order(String mode) {
		try {
			orders.write(mode);
			orders.newLine();
			orders.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The backend process " + process.pid() + " takes no orders", ex);
		}
		answer();
	}

	boolean isAlive() {
		return process.isAlive();
	}

	long pid() {
		return process.pid();
	}

	/**
	 * Kills the process: no goodbye to anyone who is connected.
	 */
	@Override
	public void close() {
		process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
	}

	private String answer() {
		String line = CompletableFuture.supplyAsync(this::readLine)
			.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
			.join();
		if (line == null) {
			throw new IllegalStateException("The backend process " + process.pid()
					+ " does not answer (expected: a line on its standard output; its errors are on that of this process)");
		}
		return line;
	}

	private @Nullable String readLine() {
		try {
			return answers.readLine();
		}
		catch (IOException ex) {
			return null; // killed while we read: it answers no more
		}
	}

}
