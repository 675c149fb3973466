package io.hapool.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of this machine. Delayed tasks wait on one scheduler thread and run on worker
 * threads (virtual ones where the JVM has them), so that one that blocks delays no other.
 * <p>
 * No thread is started before the first task and the first coarse reading, none is left
 * after {@link #close()}.
 */
public final class SystemTime implements Time, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SystemTime.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final ScheduledThreadPoolExecutor scheduler;

	private final ExecutorService workers;

	private final CoarseClock coarse = new CoarseClock(new NamedThreads("ha-clock"));

	/**
	 * Creates a time that has no thread yet.
	 */
	public SystemTime() {
		this.scheduler = new ScheduledThreadPoolExecutor(1, new NamedThreads("ha-scheduler"));
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.workers = Workers.create();
	}

	@Override
	public long nanos() {
		return System.nanoTime();
	}

	@Override
	public long coarseNanos() {
		return coarse.nanos();
	}

	@Override
	public Instant wallClock() {
		return Instant.now();
	}

	@Override
	public ScheduledTask schedule(Runnable task, Duration delay) {
		if (delay.isNegative() || delay.isZero()) {
			workers.execute(() -> run(task));
			return () -> {
			};
		}
		ScheduledFuture<?> future = scheduler.schedule(() -> hand(task), toNanos(delay), TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	@Override
	public void sleep(Duration duration) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(toNanos(duration));
	}

	/**
	 * Drops the tasks that wait, interrupts those that run, and waits up to five seconds
	 * for their threads to end.
	 */
	@Override
	public void close() {
		coarse.close();
		scheduler.shutdownNow();
		workers.shutdownNow();
		try {
			if (!scheduler.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
					|| !workers.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.warn("A background task ignores its interruption; its thread outlives the close");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void hand(Runnable task) {
		try {
			workers.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			if (!scheduler.isShutdown()) {
				throw ex;
			}
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) { // what nobody logs here is lost
			logger.warn("A background task failed", ex);
		}
	}

	private static long toNanos(Duration duration) {
		try {
			return Math.max(0, duration.toNanos());
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE / 2;
		}
	}

}
