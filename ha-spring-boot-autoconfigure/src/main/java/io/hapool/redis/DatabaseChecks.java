package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.event.Subscription;
import io.hapool.health.HealthCheck;

/**
 * All checks of the databases as one: those of the database itself and those that all
 * have. All must pass; the first that does not ends it.
 */
final class DatabaseChecks implements HealthCheck<Database> {

	private final List<HealthCheck<Database>> common = new CopyOnWriteArrayList<>();

	Subscription add(HealthCheck<Database> check) {
		HealthCheck<Database> added = check::check;
		common.add(added);
		return () -> common.remove(added);
	}

	@Override
	public Verdict check(Database database, Duration timeout) throws Exception {
		boolean unknown = false;
		for (List<HealthCheck<Database>> checks : List.of(database.checks(), common)) {
			for (HealthCheck<Database> check : checks) {
				switch (check.check(database, timeout)) {
					case DOWN -> {
						return Verdict.DOWN;
					}
					case UNKNOWN -> unknown = true;
					case UP -> {
						// the others decide
					}
				}
			}
		}
		if (unknown) {
			return Verdict.UNKNOWN;
		}
		// before anybody is told that it is back, and goes there
		database.client().admit();
		return Verdict.UP;
	}

}
