package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.hapool.pool.EndpointView;
import io.hapool.time.Time;

/**
 * The databases that were removed: what is under way there ends first, as far as it ends
 * soon; then their connections are closed.
 */
final class Departures implements AutoCloseable {

	private static final Duration PERIOD = Duration.ofMillis(50);

	private static final int LOOKS_BEFORE_CLOSE = 200;

	private final Set<Database> leaving = ConcurrentHashMap.newKeySet();

	private final Time time;

	Departures(Time time) {
		this.time = time;
	}

	void add(EndpointView<Database> database) {
		leaving.add(database.endpoint().target());
		closeWhenIdle(database, LOOKS_BEFORE_CLOSE);
	}

	private void closeWhenIdle(EndpointView<Database> database, int looks) {
		Database target = database.endpoint().target();
		if ((database.openLeases() == 0 && target.isLeft()) || looks == 0) {
			close(target);
			return;
		}
		try {
			time.schedule(() -> closeWhenIdle(database, looks - 1), PERIOD);
		}
		catch (RejectedExecutionException ex) {
			close(target); // nobody looks any more
		}
	}

	private void close(Database database) {
		if (leaving.remove(database)) {
			database.client().close();
		}
	}

	@Override
	public void close() {
		List.copyOf(leaving).forEach(this::close);
	}

}
