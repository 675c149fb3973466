package io.hapool.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command. Used by one thread, which closes it.
 */
final class ScriptRun implements AutoCloseable {

	static final int MOST_OUTPUT = 4096;

	/** How often a process that runs is relieved of its output. */
	private static final long LOOK_MILLIS = 25;

	private static final int MOST_READS = 128;

	private static final Duration DEATH = Duration.ofSeconds(1);

	private final byte[] output = new byte[MOST_OUTPUT];

	private final byte[] surplus = new byte[8192];

	private final Process process;

	private final InputStream written;

	private int length;

	private ScriptRun(Process process) {
		this.process = process;
		this.written = process.getInputStream();
	}

	static ScriptRun start(Iterable<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder();
		command.forEach(builder.command()::add);
		return new ScriptRun(builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
	}

	/**
	 * Waits until the process has ended, or for so long. What it writes is read all the
	 * time: it must not wait for somebody to do so.
	 * @return whether it has ended
	 */
	boolean await(Duration timeout) throws IOException, InterruptedException {
		process.getOutputStream().close();
		long left = Math.max(1, timeout.toMillis());
		while (left > 0) {
			long look = Math.min(left, LOOK_MILLIS);
			if (process.waitFor(look, TimeUnit.MILLISECONDS)) {
				readWhatIsThere();
				return true;
			}
			readWhatIsThere();
			left -= look;
		}
		return false;
	}

	/**
	 * No more than is there, for who has inherited the output may keep it open for ever,
	 * and no more than so much, for it may be written to for ever.
	 */
	private void readWhatIsThere() throws IOException {
		for (int turn = 0; turn < MOST_READS && written.available() > 0; turn++) {
			int room = MOST_OUTPUT - length;
			int read = (room > 0) ? written.read(output, length, room) : written.read(surplus);
			length += (room > 0) ? Math.max(0, read) : 0;
		}
	}

	int exitCode() {
		return process.exitValue();
	}

	String output() {
		return new String(output, 0, length, StandardCharsets.UTF_8);
	}

	/** Kills it if it runs, and what it started first: orphans are not found any more. */
	@Override
	public void close() {
		if (process.isAlive()) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
			awaitDeath();
		}
		try {
			written.close();
		}
		catch (IOException ignored) {
			// nothing is read from it any more
		}
	}

	private void awaitDeath() {
		try {
			process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
