package io.hapool.health;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Checks one target again and again, at most one check at a time: after each check it
 * asks how long to wait for the next.
 */
public final class Polling implements AutoCloseable {

	private static final double JITTER = 0.2;

	private enum Phase {

		RESTING, WAITING, CHECKING, CLOSED

	}

	private record Turn(Phase phase, @Nullable ScheduledTask task) {
	}

	private static final Turn RESTING = new Turn(Phase.RESTING, null);

	private static final Turn CHECKING = new Turn(Phase.CHECKING, null);

	private static final Turn CLOSED = new Turn(Phase.CLOSED, null);

	private final AtomicReference<Turn> turn = new AtomicReference<>(RESTING);

	private final Time time;

	private final Supplier<CheckResult> check;

	private final Supplier<@Nullable Duration> pause;

	private final Consumer<CheckResult> told;

	/**
	 * Creates a polling that rests.
	 * @param time whose background threads check
	 * @param check what to do; must not throw
	 * @param pause how long to wait until the next check; {@code null}: rest
	 * @param told whom to tell what came of a check
	 */
	public Polling(Time time, Supplier<CheckResult> check, Supplier<@Nullable Duration> pause,
			Consumer<CheckResult> told) {
		this.time = time;
		this.check = check;
		this.pause = pause;
		this.told = told;
	}

	/**
	 * Runs a check as one that must not throw.
	 * @param <T> the type of the target
	 * @param check the check
	 * @param target what to probe
	 * @param timeout how long the answer may take
	 * @return what came of it
	 */
	public static <T> CheckResult run(HealthCheck<T> check, T target, Duration timeout) {
		try {
			return new CheckResult(check.check(target, timeout), null);
		}
		catch (Exception | LinkageError ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
				return new CheckResult(HealthCheck.Verdict.UNKNOWN, ex);
			}
			return new CheckResult(HealthCheck.Verdict.DOWN, ex);
		}
	}

	/**
	 * Waits for the next check, unless it does already.
	 */
	public void start() {
		Turn current = turn.get();
		if (current.phase() == Phase.RESTING) {
			waitFrom(current);
		}
	}

	/**
	 * Checks at once, unless a check is under way.
	 */
	public void checkNow() {
		Turn current = turn.get();
		while (current.phase() == Phase.RESTING || current.phase() == Phase.WAITING) {
			if (turn.compareAndSet(current, CHECKING)) {
				if (current.task() != null) {
					current.task().cancel();
				}
				schedule(this::check, Duration.ZERO);
				return;
			}
			current = turn.get();
		}
	}

	@Override
	public void close() {
		Turn last = turn.getAndSet(CLOSED);
		if (last.task() != null) {
			last.task().cancel();
		}
	}

	private void due() {
		Turn current = turn.get();
		if (current.phase() == Phase.WAITING && turn.compareAndSet(current, CHECKING)) {
			check();
		}
	}

	private void check() {
		if (turn.get().phase() != Phase.CHECKING) {
			return;
		}
		try {
			CheckResult result = check.get();
			if (turn.get().phase() == Phase.CHECKING) {
				told.accept(result);
			}
		}
		finally {
			waitFrom(CHECKING);
		}
	}

	/** Two who begin to wait at once: the loser's task finds nothing to do. */
	private void waitFrom(Turn current) {
		Duration wait = pause.get();
		if (wait == null) {
			turn.compareAndSet(current, RESTING);
			return;
		}
		double factor = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
		Turn waiting = new Turn(Phase.WAITING, null);
		if (turn.compareAndSet(current, waiting)) {
			ScheduledTask task = schedule(this::due, Duration.ofNanos((long) (wait.toNanos() * factor)));
			if (!turn.compareAndSet(waiting, new Turn(Phase.WAITING, task)) && task != null) {
				task.cancel();
			}
		}
	}

	private @Nullable ScheduledTask schedule(Runnable task, Duration delay) {
		try {
			return time.schedule(task, delay);
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: nothing is checked any more
			turn.set(CLOSED);
			return null;
		}
	}

}
