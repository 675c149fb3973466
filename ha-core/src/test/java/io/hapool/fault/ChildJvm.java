package io.hapool.fault;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * A JVM of our own that obeys its standard input and answers in lines, and that can be
 * stopped, continued and killed by signals. Used by one thread.
 */
final class ChildJvm implements AutoCloseable {

	private static final List<String> SMALL = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"-Xshare:auto");

	private final String name;

	private final Process process;

	private final BufferedReader replies;

	private final BufferedWriter commands;

	private ChildJvm(String name, Process process) {
		this.name = name;
		this.process = process;
		this.replies = process.inputReader();
		this.commands = process.outputWriter();
	}

	/**
	 * Starts a main class.
	 * @param classPath where it is
	 */
	static ChildJvm start(String classPath, Class<?> main, String... arguments) {
		return start(List.of(), classPath, main, arguments);
	}

	/**
	 * Starts a main class with the class path of this JVM in a process that cannot open
	 * more than some file descriptors.
	 * @param descriptors how many
	 */
	static ChildJvm startLimited(int descriptors, Class<?> main, String... arguments) {
		List<String> limited = List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\"");
		return start(limited, System.getProperty("java.class.path"), main, arguments);
	}

	private static ChildJvm start(List<String> prefix, String classPath, Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(SMALL);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(List.of(arguments));
		try {
			return new ChildJvm(main.getSimpleName(), new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(main + " cannot be started", ex);
		}
	}

	boolean isAlive() {
		return process.isAlive();
	}

	/**
	 * Gives a command.
	 * @param prefix how the reply begins
	 * @return the rest of the reply
	 */
	String ask(String command, String prefix) {
		tell(command);
		return reply(prefix);
	}

	/**
	 * Gives a command.
	 * @param prefix how the last line of the reply begins
	 * @return all lines until then
	 */
	List<String> askAll(String command, String prefix) {
		tell(command);
		return linesUntil(prefix);
	}

	/**
	 * Waits for a line with a prefix. Others are the JVM's: warnings, or why it did not
	 * start.
	 * @return the rest of the line
	 */
	String reply(String prefix) {
		List<String> lines = linesUntil(prefix);
		return lines.get(lines.size() - 1).substring(prefix.length());
	}

	void tell(String command) {
		try {
			commands.write(command);
			commands.newLine();
			commands.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this + " does not listen to \"" + command + "\"", ex);
		}
	}

	private List<String> linesUntil(String prefix) {
		List<String> lines = new ArrayList<>();
		try {
			@Nullable String line;
			while ((line = replies.readLine()) != null) {
				lines.add(line);
				if (line.startsWith(prefix)) {
					return lines;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException(
				this + " ended without \"" + prefix + "\", having said: " + String.join("\n", lines));
	}

	/** As {@code kill -STOP} does; returns when it stands still. */
	void stop() {
		signal("STOP");
		await(this + " stopped").until(this::isStopped);
	}

	/** As {@code kill -CONT} does. */
	void resume() {
		signal("CONT");
	}

	/** As {@code kill -9} does, which ends a stopped process too; does not wait. */
	void kill() {
		process.destroyForcibly();
	}

	void awaitEnd() {
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

	@Override
	public void close() {
		kill();
		awaitEnd();
	}

	@Override
	public String toString() {
		return name + " " + process.pid();
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
			if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
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

	/** By the state letter behind the command's name, where there is {@code /proc}. */
	private boolean isStopped() throws IOException {
		Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
		return !Files.exists(stat) || Files.readString(stat).contains(") T ");
	}

}
