package io.hapool.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A time that stands still until a test moves it. Tasks run on the thread that moves it,
 * in the order in which they are due, and of those that are due together the first one
 * that was scheduled first; sleeping moves it. Not thread-safe.
 */
public final class ManualTime implements Time {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private final List<Duration> sleeps = new ArrayList<>();

	// overflows
	// soon
	private long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

	private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");

	/** When the wall clock was set last, by the monotonic one. */
	private long wallClockSet = nanos;

	private long scheduled;

	private int waiting;

	@Override
	public long nanos() {
		return nanos;
	}

	@Override
	public Instant wallClock() {
		return wallClock.plusNanos(nanos - wallClockSet);
	}

	@Override
	public ScheduledTask schedule(Runnable task, Duration delay) {
		if (delay.isZero() || delay.isNegative()) {
			task.run();
			return () -> {
			};
		}
		Task added = new Task(nanos + toNanos(delay), scheduled++, task);
		tasks.add(added);
		waiting++;
		return () -> cancel(added);
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
		Task next;
		while ((next = tasks.peek()) != null && next.due - end <= 0) {
			tasks.remove();
			if (next.action != null) {
				moveTo(next.due);
				run(next);
			}
		}
		moveTo(end);
	}

	/**
	 * Stands still for a while as a process does that is stopped: time jumps, nothing
	 * runs meanwhile, and all that became due runs at the new time.
	 */
	public void stall(Duration duration) {
		moveTo(nanos + duration.toNanos());
		advance(Duration.ZERO);
	}

	/**
	 * Sets the wall clock alone, as an operator or a time server may.
	 */
	public void setWallClock(Instant instant) {
		this.wallClock = instant;
		this.wallClockSet = nanos;
	}

	public int waitingTasks() {
		return waiting;
	}

	public List<Duration> sleeps() {
		return List.copyOf(sleeps);
	}

	private void run(Task task) {
		Runnable action = task.action;
		task.action = null;
		waiting--;
		action.run();
	}

	/** It stays in the queue until it would be due, but does nothing then. */
	private void cancel(Task task) {
		if (task.action != null) {
			task.action = null;
			waiting--;
		}
	}

	/** Never back: a task may have moved the time itself. */
	private void moveTo(long instant) {
		if (instant - nanos > 0) {
			nanos = instant;
		}
	}

	/** Some 146 years: twice as much would overflow when compared. */
	private static long toNanos(Duration duration) {
		Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
		return ((duration.compareTo(longest) < 0) ? duration : longest).toNanos();
	}

	private static final class Task implements Comparable<Task> {

		private final long due;

		private final long number;

		/** {@code null}: it has run or will not. */
		private Runnable action;

		private Task(long due, long number, Runnable action) {
			this.due = due;
			this.number = number;
			this.action = action;
		}

		@Override
		public int compareTo(Task other) {
			int byTime = Long.signum(due - other.due);
			return (byTime != 0) ? byTime : Long.compare(number, other.number);
		}

	}

}
