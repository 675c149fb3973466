package io.hapool.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;

/**
 * A time that notes by how much tasks begin later than they were to: those that wait for
 * a second and more, which are the checks.
 */
final class MeteredTime implements Time {

	private static final int MOST = 2_000_000;

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private final long[] late = new long[MOST];

	private final AtomicInteger count = new AtomicInteger();

	private final Time time;

	MeteredTime(Time time) {
		this.time = time;
	}

	/**
	 * By how much tasks began later than they were to, in nanoseconds.
	 */
	record Lateness(long most, long p99) {
	}

	void reset() {
		count.set(0);
	}

	Lateness lateness() {
		long[] sorted = Arrays.copyOf(late, Math.min(MOST, count.get()));
		Arrays.sort(sorted);
		return (sorted.length == 0) ? new Lateness(0, 0)
				: new Lateness(sorted[sorted.length - 1], sorted[sorted.length * 99 / 100]);
	}

	@Override
	public long nanos() {
		return time.nanos();
	}

	@Override
	public long coarseNanos() {
		return time.coarseNanos();
	}

	@Override
	public Instant wallClock() {
		return time.wallClock();
	}

	@Override
	public ScheduledTask schedule(Runnable task, Duration delay) {
		if (delay.compareTo(SHORTEST) < 0) {
			return time.schedule(task, delay);
		}
		long due = time.nanos() + delay.toNanos();
		return time.schedule(() -> {
			int index = count.getAndIncrement();
			if (index < MOST) {
				late[index] = time.nanos() - due;
			}
			task.run();
		}, delay);
	}

	@Override
	public void sleep(Duration duration) throws InterruptedException {
		time.sleep(duration);
	}

}
