package io.hapool.health;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Checks one target again and again, at most one check at a time: after each check it
 * asks how long to wait for the next. A check that says DOWN is repeated as the rules
 * say. One that does not end counts as DOWN a second after its time is over, and again
 * whenever the next would be due; the next begins when it has ended.
 */
public final class Polling implements AutoCloseable {

	private static final double JITTER = 0.2;

	private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.RESTING);

	private final Time time;

	private final Flights flights;

	private final Subject subject;

	Polling(Time time, Flights flights, Subject subject) {
		this.time = time;
		this.flights = flights;
		this.subject = subject;
	}

	/**
	 * What is checked, as things stand: all may change from check to check.
	 */
	public interface Subject {

		/**
		 * Begins a check. Throws nothing.
		 * @param done whom to tell once what came of it
		 */
		void check(Consumer<CheckResult> done);

		/**
		 * Returns the rules for the next check.
		 * @return the rules
		 */
		CheckRules rules();

		/**
		 * Returns how long to wait until the next check.
		 * @return the time, which is varied by a fifth; {@code null}: rest
		 */
		@Nullable Duration pause();

		/**
		 * Takes note of what came of a check and its repetitions.
		 * @param result the last of them
		 */
		void told(CheckResult result);

	}

	private sealed interface Turn {

		Turn RESTING = new Resting();

		Turn CLOSED = new Closed();

		record Resting() implements Turn {
		}

		/** Is the same only as itself: its task begins the check of this wait alone. */
		final class Waiting implements Turn {

			/** How often the next check has been repeated already. */
			private final int repetition;

			private volatile @Nullable ScheduledTask task;

			Waiting(int repetition) {
				this.repetition = repetition;
			}

		}

		record Checking(Flight flight) implements Turn {
		}

		record Closed() implements Turn {
		}

	}

	/**
	 * Waits for the next check, unless it does already.
	 */
	public void start() {
		if (turn.get() == Turn.RESTING) {
			next(Turn.RESTING);
		}
	}

	/**
	 * Begins anew, by what the subject says now: the first check comes at some moment of
	 * the first pause, so that the checks of many targets that begin together are spread
	 * over it. What a check that is under way says is dropped, and the first check does
	 * not begin before it ends.
	 */
	public void restart() {
		Turn current = turn.get();
		while (!(current instanceof Turn.Closed)) {
			if (current instanceof Turn.Checking checking) {
				checking.flight().forget();
				return;
			}
			if (turn.compareAndSet(current, Turn.RESTING)) {
				cancel(current);
				Duration pause = subject.pause();
				if (pause != null) {
					await(Turn.RESTING, times(pause, ThreadLocalRandom.current().nextDouble()), 0);
				}
				return;
			}
			current = turn.get();
		}
	}

	/**
	 * Checks at once, unless a check is under way.
	 */
	public void checkNow() {
		Turn current = turn.get();
		while (current instanceof Turn.Resting || current instanceof Turn.Waiting) {
			int repetition = (current instanceof Turn.Waiting waiting) ? waiting.repetition : 0;
			Turn.Checking checking = new Turn.Checking(newFlight(repetition));
			if (turn.compareAndSet(current, checking)) {
				cancel(current);
				schedule(() -> check(checking), Duration.ZERO);
				return;
			}
			current = turn.get();
		}
	}

	@Override
	public void close() {
		Turn last = turn.getAndSet(Turn.CLOSED);
		cancel(last);
		if (last instanceof Turn.Checking checking) {
			checking.flight().forget();
			flights.ended(checking.flight());
		}
		flights.rest();
	}

	private static void cancel(Turn turn) {
		if (turn instanceof Turn.Waiting waiting) {
			ScheduledTask task = waiting.task;
			if (task != null) {
				task.cancel();
			}
		}
	}

	private void due(Turn.Waiting waiting) {
		Turn.Checking checking = new Turn.Checking(newFlight(waiting.repetition));
		if (turn.compareAndSet(waiting, checking)) {
			check(checking);
		}
	}

	private Flight newFlight(int repetition) {
		return new Flight(repetition, subject.rules(), time.nanos(), subject::told);
	}

	private void check(Turn.Checking checking) {
		if (turn.get() == checking) {
			flights.begun(checking.flight());
			subject.check((result) -> ended(checking, result));
		}
	}

	private void ended(Turn.Checking checking, CheckResult result) {
		Flight flight = checking.flight();
		flights.ended(flight);
		boolean counts = flight.end();
		if (counts && result.verdict() == HealthCheck.Verdict.DOWN && flight.isRepeated()) {
			await(checking, flight.rules().retryDelay(), flight.nextRepetition());
			return;
		}
		try {
			if (counts) {
				subject.told(result);
			}
		}
		finally {
			next(checking);
		}
	}

	private void next(Turn current) {
		Duration pause = subject.pause();
		if (pause == null) {
			turn.compareAndSet(current, Turn.RESTING);
			return;
		}
		await(current, times(pause, 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1)), 0);
	}

	private static Duration times(Duration duration, double factor) {
		return Duration.ofNanos(Math.max(1, (long) (duration.toNanos() * factor)));
	}

	/** Two who begin to wait at once: one does. */
	private void await(Turn current, Duration wait, int repetition) {
		Turn.Waiting waiting = new Turn.Waiting(repetition);
		if (turn.compareAndSet(current, waiting)) {
			waiting.task = schedule(() -> due(waiting), wait);
			if (turn.get() != waiting) {
				cancel(waiting); // who ended the wait meanwhile may have found no task
			}
		}
	}

	private @Nullable ScheduledTask schedule(Runnable task, Duration delay) {
		try {
			return time.schedule(task, delay);
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: nothing is checked any more
			turn.set(Turn.CLOSED);
			return null;
		}
	}

}
