package io.hapool.redis;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets as many in as there may be connections. Who waits for one outside can be sent
 * away, as those who wait in a pool of Apache Commons cannot: they only hear of
 * connections that are given back, and of a server that is lost none ever is. Who comes
 * may overtake who waits. Thread-safe.
 */
public final class Turnstile {

	private final int most;

	private final AtomicInteger free;

	private final BooleanSupplier closed;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = lock.newCondition();

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * @param most how many are let in at a time; negative: any number
	 * @param closed whether who waits is to go; {@link #look()} has them ask
	 */
	public Turnstile(int most, BooleanSupplier closed) {
		this.most = most;
		this.free = new AtomicInteger((most >= 0) ? most : Integer.MAX_VALUE);
		this.closed = closed;
	}

	/**
	 * What came of waiting.
	 */
	public enum Entry {

		/** There is a place; whoever has it gives it back. */
		ADMITTED,

		/** There was none in time. */
		LATE,

		/** It has been closed meanwhile. */
		CLOSED

	}

	/**
	 * Waits for a place, also at a closed one where there is no need to wait.
	 * @param longest for how long; negative: for ever
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	public Entry enter(Duration longest) throws InterruptedException {
		if (tryEnter()) {
			return Entry.ADMITTED;
		}
		lock.lockInterruptibly();
		try {
			// told before it looks, so that who leaves sees it, or it sees the place
			waiting.incrementAndGet();
			return await(longest.isNegative() ? Long.MAX_VALUE : longest.toNanos());
		}
		finally {
			waiting.decrementAndGet();
			lock.unlock();
		}
	}

	/**
	 * Makes the failure of who was {@link Entry#LATE}, as the pools throw it.
	 */
	public NoSuchElementException exhausted(Duration longest) {
		return new NoSuchElementException("All " + most + " connections are in use, for longer than "
				+ longest.toMillis() + " ms (expected: fewer threads, or a larger pool)");
	}

	private Entry await(long longest) throws InterruptedException {
		long left = longest;
		while (!tryEnter()) {
			if (closed.getAsBoolean()) {
				return Entry.CLOSED;
			}
			if (left <= 0) {
				return Entry.LATE;
			}
			left = changed.awaitNanos(left);
		}
		return Entry.ADMITTED;
	}

	private boolean tryEnter() {
		int places = free.get();
		while (places > 0) {
			if (free.compareAndSet(places, places - 1)) {
				return true;
			}
			places = free.get();
		}
		return false;
	}

	/**
	 * Gives a place back.
	 */
	public void leave() {
		free.incrementAndGet();
		if (waiting.get() > 0) {
			lock.lock();
			try {
				changed.signal();
			}
			finally {
				lock.unlock();
			}
		}
	}

	/**
	 * Has all who wait look whether it is closed.
	 */
	public void look() {
		lock.lock();
		try {
			changed.signalAll();
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * Returns how many wait.
	 */
	public int waiting() {
		return waiting.get();
	}

}
