package io.hapool.pool;

import java.util.List;

/**
 * The periodic work of a pool while it is in use.
 */
final class PoolWork<T> implements Attendance.Work {

	private final Upkeep<T> upkeep;

	private final Guards<T> guards;

	private final Roster<T> roster;

	private final Leaks leaks;

	PoolWork(Upkeep<T> upkeep, Guards<T> guards, Roster<T> roster, Leaks leaks) {
		this.upkeep = upkeep;
		this.guards = guards;
		this.roster = roster;
		this.leaks = leaks;
	}

	@Override
	public void begin(long now) {
		guards.awake(now);
		leaks.isNextEpoch(now);
	}

	@Override
	public boolean tick(long now) {
		List<PooledEndpoint<T>> all = roster.withRemoved();
		upkeep.run(all, now).forEach((endpoint) -> endpoint.aborts.forEach(Aborts::abortSoon));
		if (leaks.isNextEpoch(now)) {
			all.forEach((endpoint) -> leaks.reclaim(endpoint, now));
		}
		roster.tidy();
		return upkeep.isBusy();
	}

	@Override
	public void end() {
		guards.asleep();
	}

}
