package io.hapool.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A time that stands still until a test moves it. Tasks run on the thread that moves it,
 * in the order in which they are due; sleeping moves it. Not thread-safe.
 */
public final class ManualTime implements Time {

	private final List<Task> tasks = new ArrayList<>();

	private final List<Duration> sleeps = new ArrayList<>();

	// overflows
	// soon
	private long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

	private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");

	@Override
	public long nanos() {
		return nanos;
	}

	@Override
	public Instant wallClock() {
		return wallClock;
	}

	@Override
	public ScheduledTask schedule(Runnable task, Duration delay) {
		if (delay.isZero() || delay.isNegative()) {
			task.run();
			return () -> {
			};
		}
		Task scheduled = new Task(nanos + delay.toNanos(), task);
		tasks.add(scheduled);
		return () -> tasks.remove(scheduled);
	}

	@Override
	public void sleep(Duration duration) {
		sleeps.add(duration);
		advance(duration);
	}

	/**
	 * Lets time pass, running what becomes due.
	 */
	public void advance(Duration duration) {
		long end = nanos + duration.toNanos();
		Optional<Task> next;
		while ((next = nextUntil(end)).isPresent()) {
			tasks.remove(next.get());
			moveTo(next.get().due);
			next.get().action.run();
		}
		moveTo(end);
	}

	/**
	 * Sets the wall clock alone, as an operator or a time server may.
	 */
	public void setWallClock(Instant instant) {
		this.wallClock = instant;
	}

	public int waitingTasks() {
		return tasks.size();
	}

	public List<Duration> sleeps() {
		return List.copyOf(sleeps);
	}

	private Optional<Task> nextUntil(long end) {
		return tasks.stream()
			.filter((task) -> task.due - end <= 0)
			.min(Comparator.comparingLong((task) -> task.due - nanos));
	}

	private void moveTo(long instant) {
		wallClock = wallClock.plusNanos(instant - nanos);
		nanos = instant;
	}

	private static final class Task {

		private final long due;

		private final Runnable action;

		private Task(long due, Runnable action) {
			this.due = due;
			this.action = action;
		}

	}

}
