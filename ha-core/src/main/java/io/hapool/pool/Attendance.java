package io.hapool.pool;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

import io.hapool.time.Time;

/**
 * Whether a pool is in use, and its periodic work while it is. A pool at rest costs
 * nothing: the first lease after a while wakes it.
 * <p>
 * A lease is counted before it looks here, and this looks at the count after it has said
 * that the pool is closed or at rest: one of the two sees the other.
 */
final class Attendance {

	private static final Duration QUIET_FOR = Duration.ofSeconds(10);

	private enum Mode {

		RESTING, ACTIVE, CLOSED

	}

	private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.RESTING);

	private final AtomicBoolean ticking = new AtomicBoolean();

	private final Time time;

	private final IntSupplier openLeases;

	private final Work work;

	/** Down when no lease is open after a close; new with each reopening. */
	private volatile CountDownLatch idle = new CountDownLatch(1);

	private int quietTicks;

	/**
	 * What to do while the pool is in use.
	 */
	interface Work {

		/** It begins, or goes on after a rest. */
		void begin(long now);

		/**
		 * Its turn has come.
		 * @return whether there is reason for more
		 */
		boolean tick(long now);

		/** It ends, or rests. */
		void end();

		/** How long until its next turn. */
		Duration period();

	}

	Attendance(Time time, IntSupplier openLeases, Work work) {
		this.time = time;
		this.openLeases = openLeases;
		this.work = work;
	}

	boolean isActive() {
		return mode.get() == Mode.ACTIVE;
	}

	boolean isClosed() {
		return mode.get() == Mode.CLOSED;
	}

	/**
	 * A lease begins while the pool is not active.
	 * @return whether it may
	 */
	boolean arrive() {
		if (!isClosed()) {
			// the work comes first: who finds the pool active relies on it
			startTicking();
			mode.compareAndSet(Mode.RESTING, Mode.ACTIVE);
			// the work may have come to rest in between
			startTicking();
		}
		if (isClosed()) {
			left();
			return false;
		}
		return true;
	}

	/** A lease has ended after the close. */
	void left() {
		if (openLeases.getAsInt() == 0) {
			idle.countDown();
		}
	}

	void close() {
		mode.set(Mode.CLOSED);
		left();
	}

	void reopen() {
		idle = new CountDownLatch(1);
		mode.compareAndSet(Mode.CLOSED, Mode.RESTING);
	}

	boolean awaitIdle(Duration timeout) throws InterruptedException {
		return idle.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
	}

	private void startTicking() {
		if (ticking.compareAndSet(false, true)) {
			quietTicks = 0;
			work.begin(time.nanos());
			scheduleTick();
		}
	}

	private void scheduleTick() {
		try {
			time.schedule(this::tick, work.period());
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: leases stay valid, nothing is kept up
			work.end();
		}
	}

	private void tick() {
		boolean more = true;
		try {
			more = work.tick(time.nanos());
		}
		finally {
			if (isClosed()) {
				left();
			}
			if (mayRest(more)) {
				rest();
			}
			else {
				scheduleTick();
			}
		}
	}

	private boolean mayRest(boolean busy) {
		boolean quiet = !busy && openLeases.getAsInt() == 0;
		quietTicks = quiet ? quietTicks + 1 : 0;
		return quiet && (isLong(quietTicks) || isClosed());
	}

	private boolean isLong(int ticks) {
		return work.period().multipliedBy(ticks).compareTo(QUIET_FOR) >= 0;
	}

	private void rest() {
		work.end();
		ticking.set(false);
		mode.compareAndSet(Mode.ACTIVE, Mode.RESTING);
		if (openLeases.getAsInt() > 0 && mode.get() != Mode.CLOSED) {
			arrive();
		}
	}

}
