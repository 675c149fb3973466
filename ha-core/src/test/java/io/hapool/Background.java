package io.hapool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs things beside a test, each on a thread of its own. The common pool won't do for
 * what waits: from Java 25 on it has a single thread where there are two processors.
 */
public final class Background {

	private static final Executor THREADS = (task) -> {
		Thread thread = new Thread(task, "background");
		thread.setDaemon(true);
		thread.start();
	};

	private Background() {
	}

	/**
	 * Runs a task.
	 * @return completes when it has ended
	 */
	public static CompletableFuture<Void> run(Runnable task) {
		return CompletableFuture.runAsync(task, THREADS);
	}

	/**
	 * Runs a task that returns something.
	 */
	public static <T> CompletableFuture<T> supply(Supplier<T> task) {
		return CompletableFuture.supplyAsync(task, THREADS);
	}

}
