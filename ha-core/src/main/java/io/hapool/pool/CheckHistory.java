package io.hapool.pool;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.health.CheckResult;
import io.hapool.health.HealthCheck.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one endpoint said: counts of all, and the latest results.
 * <p>
 * Thread-safe.
 */
final class CheckHistory {

	/** How many results a snapshot has. */
	static final int LATEST = 20;

	private final ReentrantLock lock = new ReentrantLock();

	@GuardedBy("lock")
	private final CheckResults results = new CheckResults();

	@GuardedBy("lock")
	private long ups;

	@GuardedBy("lock")
	private long downs;

	@GuardedBy("lock")
	private long unknowns;

	/** How many in a row said UP, or how many said DOWN if negative. */
	@GuardedBy("lock")
	private int streak;

	@GuardedBy("lock")
	private @Nullable String lastFailure;

	/**
	 * Adds a result.
	 * @param most how many are to be remembered
	 * @return how many in a row have said UP now, or how many said DOWN if negative;
	 * those that could not tell aside
	 */
	int add(Instant now, CheckResult result, int most) {
		String failure = (result.failure() != null) ? Credentials.describe(result.failure()) : null;
		lock.lock();
		try {
			results.add(now, result, most);
			lastFailure = (failure == null || failure.equals(lastFailure)) ? lastFailure : failure;
			count(result.verdict());
			return streak;
		}
		finally {
			lock.unlock();
		}
	}

	@GuardedBy("lock")
	private void count(Verdict verdict) {
		switch (verdict) {
			case UP -> {
				ups++;
				streak = Math.max(0, streak) + 1;
			}
			case DOWN -> {
				downs++;
				streak = Math.min(0, streak) - 1;
			}
			case UNKNOWN -> unknowns++;
		}
	}

	/** What is said from now on is said by another check. */
	void endStreak() {
		lock.lock();
		try {
			streak = 0;
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * @return {@code null} if there never was a result
	 */
	EndpointSnapshot.@Nullable Checks snapshot() {
		lock.lock();
		try {
			Ratio upShare = results.upShare();
			return (results.size() == 0) ? null
					: new EndpointSnapshot.Checks(ups, downs, unknowns, upShare, results.latest(LATEST), lastFailure);
		}
		finally {
			lock.unlock();
		}
	}

}
