package io.hapool.sample.backend;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A backend that keeps its name and its port through the processes that it has.
 * <p>
 * Thread-safe.
 */
public final class Backend implements AutoCloseable {

	private static final int START_ATTEMPTS = 5;

	private final Path classPath;

	private final String name;

	private final int port;

	/**
	 * Held while a switch is thrown, so that people who click fast are served in turn.
	 */
	private final ReentrantLock switching = new ReentrantLock();

	private volatile BackendProcess process;

	private volatile BackendAction lastAction = BackendAction.BRING_BACK;

	/**
	 * Waits for a process that has been started.
	 */
	Backend(Path classPath, String name, BackendProcess process) {
		this.classPath = classPath;
		this.name = name;
		this.process = process;
		this.port = process.awaitPort();
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
	 * Returns the process that serves or has served last.
	 * @return its id
	 */
	public long pid() {
		return process.pid();
	}

	/**
	 * Returns how the backend is.
	 * @return the last action that has taken effect
	 */
	public BackendAction condition() {
		return process.isAlive() ? lastAction : BackendAction.KILL;
	}

	/**
	 * Does something to the backend. One that was killed is started again, on its port,
	 * for every action but another kill.
	 * @param action what to do
	 * @throws IllegalStateException if it does not come up
	 */
	public void apply(BackendAction action) {
		switching.lock();
		try {
			switch (action) {
				case KILL -> process.close();
				case BRING_BACK -> order("ok");
				default -> order(action.path());
			}
			lastAction = action;
		}
		finally {
			switching.unlock();
		}
	}

	@Override
	public void close() {
		apply(BackendAction.KILL);
	}

	private void order(String mode) {
		if (!process.isAlive()) {
			process = startAgain();
		}
		process.order(mode);
	}

	/**
	 * Another program may have been given the port in the meantime, as a rule for the
	 * length of one connection: a few attempts, each as long as a JVM takes to start.
	 */
	private BackendProcess startAgain() {
		IllegalStateException last = null;
		for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
			BackendProcess started = BackendProcess.start(classPath, name, port);
			try {
				started.awaitPort();
				return started;
			}
			catch (IllegalStateException ex) {
				started.close();
				last = ex;
			}
		}
		throw new IllegalStateException("Backend " + name + " does not come up on port " + port, last);
	}

}
