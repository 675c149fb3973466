package io.hapool.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.health.CheckResult;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.health.Poller;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Probes the endpoints of a pool and tells the writer what to make of it: those with a
 * health check all the time, others while they are suspect.
 */
final class Prober<T> {

	/**
	 * Of more endpoints than these not each that may be tried again is let in at once.
	 */
	private static final int MANY = 256;

	/** How many results all endpoints together remember. */
	private static final int MOST_RESULTS = 1_000_000;

	private static final int LEAST_RESULTS = 16;

	private final LongAdder ups = new LongAdder();

	private final LongAdder downs = new LongAdder();

	private final LongAdder unknowns = new LongAdder();

	private final AtomicBoolean rebuilding = new AtomicBoolean();

	/** Held while an endpoint gets the check of the pool. */
	private final ReentrantLock applying = new ReentrantLock();

	private final Time time;

	private final StateWriter<T> writer;

	private final Guards<T> guards;

	private final Poller poller;

	@GuardedBy("applying")
	private PoolCheck<T> check;

	Prober(Time time, PoolCheck<T> check, StateWriter<T> writer, Guards<T> guards) {
		this.time = time;
		this.check = check;
		this.writer = writer;
		this.guards = guards;
		this.poller = new Poller(time);
	}

	/** Begins with an endpoint that has been added. */
	void add(PooledEndpoint<T> endpoint) {
		EndpointChecks<T> checks = new EndpointChecks<>(this, poller, endpoint);
		applying.lock();
		try {
			endpoint.checks = checks;
			checks.use(check);
		}
		finally {
			applying.unlock();
		}
	}

	/**
	 * Takes another check. Where it is the same, nothing happens; elsewhere the first
	 * check begins anew, and what is remembered stays.
	 * @param endpoints those of the pool
	 */
	void use(PoolCheck<T> check, List<PooledEndpoint<T>> endpoints) {
		applying.lock();
		try {
			this.check = check;
			for (PooledEndpoint<T> endpoint : endpoints) {
				EndpointChecks<T> checks = endpoint.checks;
				if (checks != null && !endpoint.removed) {
					checks.use(check);
				}
			}
		}
		finally {
			applying.unlock();
		}
	}

	/** What all checks have said, of endpoints that are gone too. */
	CheckCounts counts() {
		return new CheckCounts(ups.sum(), downs.sum(), unknowns.sum());
	}

	/**
	 * Takes note of what a check said.
	 * @param probe by what it was checked
	 */
	void told(EndpointChecks<T> checks, CheckResult result, Probe<T> probe) {
		CheckResult fair = fair(result);
		int streak = remember(checks, fair, probe);
		switch (fair.verdict()) {
			case UP -> up(checks.endpoint(), streak, probe);
			case DOWN -> down(checks.endpoint(), -streak, probe, fair.failure());
			case UNKNOWN -> {
				// nothing follows
			}
		}
	}

	/**
	 * Takes note of what a look said: it decides alone.
	 * @return what it says, in fairness
	 */
	Verdict looked(EndpointChecks<T> checks, CheckResult result, Probe<T> probe) {
		CheckResult fair = fair(result);
		remember(checks, fair, probe);
		PooledEndpoint<T> endpoint = checks.endpoint();
		if (fair.verdict() == Verdict.UP) {
			endpoint.vitals.reprieves++;
			endpoint.vitals.stuckSince = 0;
			writer.passed(endpoint);
		}
		else if (fair.verdict() == Verdict.DOWN) {
			isolate(endpoint, fair.failure(), time.nanos());
		}
		return fair.verdict();
	}

	/**
	 * Runs something on a background thread.
	 * @param orElse if that is not possible any more
	 */
	void soon(Runnable task, Runnable orElse) {
		try {
			time.schedule(task, Duration.ZERO);
		}
		catch (RejectedExecutionException ex) {
			orElse.run(); // the time is closed: nothing is checked any more
		}
	}

	private CheckResult fair(CheckResult result) {
		return isOurs(result, time.nanos()) ? new CheckResult(Verdict.UNKNOWN, result.failure(), result.took())
				: result;
	}

	/**
	 * @return how many in a row have said UP now, or how many said DOWN if negative
	 */
	private int remember(EndpointChecks<T> checks, CheckResult result, Probe<T> probe) {
		count(result.verdict());
		int most = Math.min(probe.rules().history(),
				Math.max(LEAST_RESULTS, MOST_RESULTS / Math.max(1, guards.endpoints())));
		return checks.history().add(time.wallClock(), result, most);
	}

	/**
	 * Whether it failed, or may have failed, because of this process: it could not even
	 * ask.
	 */
	private boolean isOurs(CheckResult result, long now) {
		return guards.isStalled(now) || (result.failure() != null && LocalFailures.isOne(result.failure()));
	}

	private void count(Verdict verdict) {
		switch (verdict) {
			case UP -> ups.increment();
			case DOWN -> downs.increment();
			case UNKNOWN -> unknowns.increment();
		}
	}

	private void up(PooledEndpoint<T> endpoint, int inARow, Probe<T> probe) {
		if (inARow < probe.rules().rise()) {
			return;
		}
		letTry(endpoint);
		if (probe.quickLook() != null) {
			writer.passed(endpoint);
			return;
		}
		// that a connection opens says nothing while nothing completes
		if (endpoint.vitals.stuckSince == 0) {
			writer.clear(endpoint, "probes find that it lives");
		}
	}

	/** Nothing keeps its trials from beginning any more. */
	void letTry(PooledEndpoint<T> endpoint) {
		if (endpoint.checkPasses) {
			return;
		}
		endpoint.checkPasses = true;
		if (guards.endpoints() <= MANY) {
			endpoint.pool.parts().rebuild();
		}
		else if (rebuilding.compareAndSet(false, true)) {
			rebuildSoon(endpoint);
		}
	}

	private void rebuildSoon(PooledEndpoint<T> endpoint) {
		try {
			time.schedule(() -> {
				rebuilding.set(false);
				endpoint.pool.parts().rebuild();
			}, Upkeep.PERIOD);
		}
		catch (RejectedExecutionException ignored) {
			// the time is closed: there are no trials any more
		}
	}

	private void down(PooledEndpoint<T> endpoint, int inARow, Probe<T> probe, @Nullable Throwable failure) {
		long now = time.nanos();
		endpoint.checkPasses = !probe.isPeriodic();
		boolean connects = failure != null && ConnectFailures.isOne(failure);
		if (inARow >= probe.rules().fall() || (connects && endpoint.health() == HealthState.SUSPECT)) {
			isolate(endpoint, failure, now);
		}
		else if (connects) {
			guards.connectFailed(endpoint, now);
		}
	}

	private void isolate(PooledEndpoint<T> endpoint, @Nullable Throwable failure, long now) {
		boolean connects = failure != null && ConnectFailures.isOne(failure);
		if (connects) {
			guards.connectFailed(endpoint, now);
		}
		// who is out already is not worth a look at all the others
		if (endpoint.health().isSelectable() && !(connects && guards.isLocalFault(now))) {
			writer.judgedAlone(endpoint, () -> judge(endpoint),
					"a check failed" + ((failure != null) ? ": " + Credentials.describe(failure) : ""));
		}
	}

	/**
	 * Whoever alone is left and answers calls is not isolated by its check: if it is dead
	 * after all, its calls will tell.
	 */
	private Judgement judge(PooledEndpoint<T> endpoint) {
		return guards.isLastThatAnswers(endpoint) ? Judgement.NOTHING : Judgement.ISOLATE;
	}

}
