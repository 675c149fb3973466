package io.hapool.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.hapool.time.ScheduledTask;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;

/**
 * The real time, which can leap: whoever looks at it finds that this process has stood
 * still.
 */
final class LeapingTime implements Time, AutoCloseable {

	private final SystemTime real = new SystemTime();

	private final AtomicLong leapt = new AtomicLong();

	void leap(Duration duration) {
		leapt.addAndGet(duration.toNanos());
	}

	@Override
	public long nanos() {
		return real.nanos() + leapt.get();
	}

	@Override
	public Instant wallClock() {
		return real.wallClock().plusNanos(leapt.get());
	}

	@Override
	public ScheduledTask schedule(Runnable task, Duration delay) {
		return real.schedule(task, delay);
	}

	@Override
	public void sleep(Duration duration) throws InterruptedException {
		real.sleep(duration);
	}

	@Override
	public void close() {
		real.close();
	}

}
