package io.hapool.time;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A monotonic reading that costs one load: a thread of its own renews it every
 * {@value #RESOLUTION_MILLIS} ms while somebody reads it. Unread for
 * {@value #ACTIVE_SECONDS} s, the thread rests until the next reader wakes it.
 */
final class CoarseClock implements AutoCloseable {

	static final int RESOLUTION_MILLIS = 10;

	static final int ACTIVE_SECONDS = 10;

	/** Stands for no reading; the clock itself is never that low. */
	private static final long RESTING = Long.MIN_VALUE;

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	private final ThreadFactory threads;

	private volatile long reading = RESTING;

	private volatile boolean closed;

	CoarseClock(ThreadFactory threads) {
		this.threads = threads;
	}

	/**
	 * Returns a reading of {@link System#nanoTime()} that is a little old.
	 */
	long nanos() {
		long current = reading;
		return (current != RESTING) ? current : wake();
	}

	private long wake() {
		long now = System.nanoTime();
		if (closed) {
			return now;
		}
		Thread running = thread.get();
		if (running == null) {
			running = start();
		}
		if (running != null) {
			reading = now;
			LockSupport.unpark(running);
			if (closed) {
				reading = RESTING;
			}
		}
		return now;
	}

	/** Without a thread each reading is read anew, and the next reader tries again. */
	private @Nullable Thread start() {
		Thread fresh = threads.newThread(this::run);
		if (!thread.compareAndSet(null, fresh)) {
			return null;
		}
		try {
			fresh.start();
			return fresh;
		}
		catch (OutOfMemoryError ex) {
			thread.set(null);
			return null;
		}
	}

	private void run() {
		while (!closed) {
			if (reading == RESTING) {
				LockSupport.park(this);
			}
			else {
				renewForAWhile();
				reading = RESTING;
			}
		}
	}

	private void renewForAWhile() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACTIVE_SECONDS);
		long now;
		do {
			LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(RESOLUTION_MILLIS));
			now = System.nanoTime();
			reading = now;
		}
		while (!closed && now - end < 0);
	}

	/** From now on each reading is read anew. */
	@Override
	public void close() {
		closed = true;
		Thread running = thread.get();
		if (running == null) {
			return;
		}
		LockSupport.unpark(running);
		try {
			running.join(TimeUnit.SECONDS.toMillis(1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		reading = RESTING;
	}

}
