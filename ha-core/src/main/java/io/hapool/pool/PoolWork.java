package io.hapool.pool;

import java.time.Duration;
import java.util.List;

/**
 * The periodic work of a pool while it is in use.
 */
final class PoolWork<T> implements Attendance.Work {

	private final Upkeep<T> upkeep;

	private final Guards<T> guards;

	private final PoolParts<T> pool;

	PoolWork(PoolParts<T> pool, Upkeep<T> upkeep, Guards<T> guards) {
		this.upkeep = upkeep;
		this.guards = guards;
		this.pool = pool;
	}

	@Override
	public void begin(long now) {
		guards.awake(now);
		pool.leaks.isNextEpoch(now);
	}

	@Override
	public boolean tick(long now) {
		List<PooledEndpoint<T>> all = pool.members.withLeaving();
		upkeep.run(all, now).forEach((endpoint) -> endpoint.aborts.forEach(Aborts::abortSoon));
		if (pool.leaks.isNextEpoch(now)) {
			all.forEach((endpoint) -> pool.leaks.reclaim(endpoint, now));
		}
		pool.tidy();
		return upkeep.isBusy();
	}

	@Override
	public Duration period() {
		return pool.rules.upkeepPeriod();
	}

	@Override
	public void end() {
		guards.asleep();
	}

}
