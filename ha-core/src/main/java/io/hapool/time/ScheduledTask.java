package io.hapool.time;

/**
 * A task that waits for its time.
 */
@FunctionalInterface
public interface ScheduledTask {

	/**
	 * Keeps the task from running if it has not begun. Has no effect on a task that runs
	 * or has run, nor when called again.
	 */
	void cancel();

}
