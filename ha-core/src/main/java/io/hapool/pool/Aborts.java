package io.hapool.pool;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.time.Deadline;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ends one attempt from outside. Nothing is scheduled before the first action is
 * registered, so an attempt without one pays nothing.
 */
final class Aborts {

	private static final Logger logger = LoggerFactory.getLogger(Aborts.class);

	private enum Phase {

		WAITING, ABORTED, OVER

	}

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);

	private final Deque<Registered> actions = new ConcurrentLinkedDeque<>();

	private final AtomicReference<@Nullable ScheduledTask> timer = new AtomicReference<>();

	/** Who runs the actions after an abort. */
	private volatile @Nullable Thread aborter;

	private final Time time;

	private final Deadline deadline;

	private final int generation;

	private final long since;

	/**
	 * @param generation of the attempt's endpoint when it was leased
	 */
	Aborts(Time time, Deadline deadline, int generation) {
		this.time = time;
		this.generation = generation;
		this.since = time.nanos();
		this.deadline = deadline;
	}

	Lease.Registration add(Lease.AbortAction action) {
		Registered once = new Registered(action);
		actions.addLast(once);
		return added(once);
	}

	/** Adds what runs before all others. */
	Lease.Registration addFirst(Lease.AbortAction action) {
		Registered once = new Registered(action);
		actions.addFirst(once);
		return added(once);
	}

	private Lease.Registration added(Registered once) {
		if (phase.get() == Phase.WAITING) {
			arm();
		}
		if (phase.get() == Phase.ABORTED) {
			runAll(); // the deadline passed before or while this action was added
		}
		return () -> actions.remove(once);
	}

	/**
	 * The attempt has ended: what has not run does not run any more. But if an action has
	 * ended it, what the attempt leaves behind is still to be ended by the others.
	 */
	void end() {
		if (phase.getAndSet(Phase.OVER) == Phase.WAITING) {
			disarm();
		}
		if (aborter != Thread.currentThread()) {
			actions.clear();
		}
	}

	private void arm() {
		if (!deadline.isBounded() || timer.get() != null) {
			return;
		}
		ScheduledTask armed;
		try {
			armed = time.schedule(this::abort, deadline.remaining());
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: the lease stays valid, and nothing aborts
			// it
			return;
		}
		if (!timer.compareAndSet(null, armed)) {
			armed.cancel();
		}
		else if (phase.get() == Phase.OVER) {
			armed.cancel();
		}
	}

	private void disarm() {
		ScheduledTask armed = timer.get();
		if (armed != null) {
			armed.cancel();
		}
	}

	/** Whether the endpoint has come into another generation, and the attempt is old. */
	boolean isLeftBehind(int generation, long now, long age) {
		return this.generation != generation && now - since >= age;
	}

	/** Whether it is older than any attempt may be. */
	boolean isLeaked(long now, long age) {
		return now - since > age;
	}

	boolean isAborted() {
		return phase.get() == Phase.ABORTED;
	}

	/** Ends the attempt from outside, on a thread that may be blocked by that. */
	void abortSoon() {
		try {
			time.schedule(this::abort, Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: nothing aborts it
			disarm();
		}
	}

	void abort() {
		if (phase.compareAndSet(Phase.WAITING, Phase.ABORTED)) {
			aborter = Thread.currentThread();
			runAll();
			aborter = null;
		}
	}

	private void runAll() {
		Registered registered;
		while (mayRun() && (registered = actions.pollFirst()) != null) {
			try {
				registered.action().run();
			}
			catch (Throwable ex) {
				logger.warn("An abort action failed", ex);
			}
		}
	}

	private boolean mayRun() {
		return phase.get() == Phase.ABORTED || aborter == Thread.currentThread();
	}

	/** Has an identity of its own, so that one action registered twice is two. */
	private record Registered(Lease.AbortAction action) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

}
