package io.hapool.redis;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time while no database is available. One task looks for one, so many times; then
 * commands fail as permanently unavailable, until a health check passes after all.
 */
final class Outage implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Outage.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final DatabaseRules.Failover rules;

	private final Time time;

	private final Runnable search;

	@GuardedBy("lock")
	private int attempts;

	@GuardedBy("lock")
	private @Nullable ScheduledTask next;

	@GuardedBy("lock")
	private boolean closed;

	private volatile boolean on;

	/** Whether the last of the attempts has been made. */
	private volatile boolean exhausted;

	/**
	 * @param search has all databases checked; must not block
	 */
	Outage(DatabaseRules.Failover rules, Time time, Runnable search) {
		this.rules = rules;
		this.time = time;
		this.search = search;
	}

	/** None is available, or one is. */
	void update(boolean available) {
		lock.lock();
		try {
			on = !available;
			if (available) {
				end();
			}
			else if (next == null && !exhausted && !closed) {
				logger.warn("[{}] no database is available; looking for one {} times, every {}", RedisDatabases.POOL,
						rules.maxAttempts(), rules.delay());
				await();
			}
		}
		finally {
			lock.unlock();
		}
	}

	@GuardedBy("lock")
	private void end() {
		attempts = 0;
		exhausted = false;
		if (next != null) {
			next.cancel();
			next = null;
		}
	}

	@GuardedBy("lock")
	private void await() {
		try {
			next = time.schedule(this::attempt, rules.delay());
		}
		catch (RejectedExecutionException ex) {
			closed = true; // nothing is looked for any more
		}
	}

	private void attempt() {
		lock.lock();
		try {
			if (closed || next == null) {
				return;
			}
			attempts++;
			if (attempts < rules.maxAttempts()) {
				await();
			}
			else {
				next = null;
				exhausted = true;
				logger.error("[{}] no database is available after {} attempts; health checks go on",
						RedisDatabases.POOL, attempts);
			}
		}
		finally {
			lock.unlock();
		}
		search.run();
	}

	/** Whether none is available. */
	boolean isOn() {
		return on;
	}

	/** Why a command cannot be carried out. */
	DatabasesUnavailableException unavailable(RuntimeException why) {
		String states = String.valueOf(why.getMessage());
		if (exhausted) {
			return new DatabasesPermanentlyUnavailableException(
					"No Redis database has been available for " + rules.maxAttempts() + " attempts: " + states, why);
		}
		return new DatabasesTemporarilyUnavailableException("No Redis database is available now: " + states, why);
	}

	@Override
	public void close() {
		lock.lock();
		try {
			closed = true;
			end();
		}
		finally {
			lock.unlock();
		}
	}

}
