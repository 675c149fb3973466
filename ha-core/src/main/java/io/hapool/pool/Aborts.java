package io.hapool.pool;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

	private final Queue<Registered> actions = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable ScheduledTask> timer = new AtomicReference<>();

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
		actions.add(once);
		if (phase.get() == Phase.WAITING) {
			arm();
		}
		if (phase.get() == Phase.ABORTED) {
			runAll(); // the deadline passed before or while this action was added
		}
		return () -> actions.remove(once);
	}

	/** The attempt has ended: what has not run does not run any more. */
	void end() {
		if (phase.getAndSet(Phase.OVER) == Phase.WAITING) {
			disarm();
		}
		actions.clear();
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
			runAll();
		}
	}

	private void runAll() {
		Registered registered;
		while (phase.get() == Phase.ABORTED && (registered = actions.poll()) != null) {
			try {
				registered.action().run();
			}
			catch (Throwable ex) {
				logger.warn("An abort action failed", ex);
			}
		}
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
