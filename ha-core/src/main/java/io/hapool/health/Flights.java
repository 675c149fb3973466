package io.hapool.health;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * The checks that are under way, and a look at them every now and then for those that do
 * not come back: one task for all of them, and none while there are none.
 */
final class Flights {

	/** Stands for a task that is about to be scheduled. */
	private static final ScheduledTask SOON = () -> {
	};

	private final Set<Flight> under = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable ScheduledTask> look = new AtomicReference<>();

	private final Time time;

	Flights(Time time) {
		this.time = time;
	}

	void begun(Flight flight) {
		under.add(flight);
		lookIn(flight.overdueAt() - time.nanos());
	}

	void ended(Flight flight) {
		under.remove(flight);
	}

	/** Nothing is left behind where nothing is under way. */
	void rest() {
		ScheduledTask waiting = look.get();
		if (under.isEmpty() && waiting != null && look.compareAndSet(waiting, null)) {
			waiting.cancel();
		}
	}

	/** The first of them to be overdue began first: who comes later is in time. */
	private void lookIn(long nanos) {
		if (look.get() != null || !look.compareAndSet(null, SOON)) {
			return;
		}
		try {
			ScheduledTask task = time.schedule(this::look, Duration.ofNanos(Math.max(1, nanos)));
			if (!look.compareAndSet(SOON, task)) {
				task.cancel();
			}
		}
		catch (RejectedExecutionException ex) {
			look.set(null); // the time is closed
		}
	}

	private void look() {
		look.set(null);
		long now = time.nanos();
		long next = Long.MAX_VALUE;
		for (Flight flight : under) {
			if (now - flight.overdueAt() >= 0) {
				flight.overdue(now);
			}
			next = Math.min(next, flight.overdueAt() - now);
		}
		if (next != Long.MAX_VALUE) {
			lookIn(next);
		}
	}

}
