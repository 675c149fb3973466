package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.pool.AdminState;
import io.hapool.pool.EndpointView;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Selects a heavier database again when it has been healthy for long enough. What is
 * selected by hand stays for the same time, what is forced for as long as was said.
 */
final class Failback implements AutoCloseable {

	/** What is longer is for ever. */
	private static final Duration LONGEST = Duration.ofDays(36500);

	/**
	 * Since when each database may be selected for its weight, by the monotonic clock:
	 * one that has failed only after the grace, another at once.
	 */
	private final Map<Database, Long> dueSince = new ConcurrentHashMap<>();

	private final Set<Database> failed = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable ScheduledTask> next = new AtomicReference<>();

	/** Held while it is decided whether to select another, by hand or not. */
	private final ReentrantLock deciding = new ReentrantLock();

	private final DatabaseRules.Failback rules;

	private final Time time;

	private final SelectedDatabase selection;

	private final Supplier<List<EndpointView<Database>>> databases;

	private volatile long heldUntil;

	private volatile boolean held;

	private volatile boolean closed;

	Failback(DatabaseRules.Failback rules, Time time, SelectedDatabase selection,
			Supplier<List<EndpointView<Database>>> databases) {
		this.rules = rules;
		this.time = time;
		this.selection = selection;
		this.databases = databases;
	}

	void start() {
		if (rules.enabled()) {
			await();
		}
	}

	private void await() {
		if (closed) {
			return;
		}
		try {
			next.set(time.schedule(() -> {
				try {
					look();
				}
				finally {
					await();
				}
			}, rules.interval()));
		}
		catch (RejectedExecutionException ex) {
			closed = true; // nothing fails back any more
		}
	}

	/** Its health has changed. */
	void update(Database database, boolean healthy) {
		if (!healthy) {
			failed.add(database);
			dueSince.remove(database);
		}
		else {
			long grace = failed.contains(database) ? rules.grace().toNanos() : 0;
			dueSince.putIfAbsent(database, time.nanos() + grace);
		}
	}

	void forget(Database database) {
		dueSince.remove(database);
		failed.remove(database);
	}

	/**
	 * Somebody selects one by hand: nothing fails back meanwhile, nor for a time after.
	 */
	void byHand(Runnable select, Duration held) {
		deciding.lock();
		try {
			select.run();
			Duration time = (held.compareTo(LONGEST) < 0) ? held : LONGEST;
			heldUntil = this.time.nanos() + time.toNanos();
			this.held = true;
		}
		finally {
			deciding.unlock();
		}
	}

	/** Does something while nothing fails back. */
	void undisturbed(Runnable change) {
		deciding.lock();
		try {
			change.run();
		}
		finally {
			deciding.unlock();
		}
	}

	/** How long something is held still; zero: it is not. */
	Duration heldFor() {
		return held ? Duration.ofNanos(Math.max(0, heldUntil - time.nanos())) : Duration.ZERO;
	}

	/** What was held is no longer selected. */
	void release() {
		held = false;
	}

	Duration grace() {
		return rules.grace();
	}

	/** Selects the best if its time has come. */
	void look() {
		deciding.lock();
		try {
			select();
		}
		finally {
			deciding.unlock();
		}
	}

	@GuardedBy("deciding")
	private void select() {
		EndpointView<Database> current = selection.current();
		if (!rules.enabled() || current == null || current.admin() == AdminState.PINNED || !heldFor().isZero()) {
			return;
		}
		EndpointView<Database> best = current;
		for (EndpointView<Database> database : databases.get()) {
			if (isDue(database) && database.endpoint().weight() > best.endpoint().weight()) {
				best = database;
			}
		}
		if (best != current) {
			selection.move(current, best, SwitchReason.FAILBACK,
					"it weighs more and has been healthy for " + rules.grace());
		}
	}

	private boolean isDue(EndpointView<Database> database) {
		Long since = dueSince.get(database.endpoint().target());
		return since != null && SelectedDatabase.isProven(database) && time.nanos() - since >= 0;
	}

	@Override
	public void close() {
		closed = true;
		ScheduledTask task = next.getAndSet(null);
		if (task != null) {
			task.cancel();
		}
	}

}
