package io.hapool.pool;

import java.time.Duration;

import io.hapool.health.CheckResult;
import io.hapool.health.HealthCheck;
import io.hapool.health.Polling;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Probes the endpoints of a pool and tells the writer what to make of it: those with a
 * health check all the time, others while they are suspect.
 */
final class Prober<T> {

	private final Time time;

	private final PoolCheck<T> check;

	private final StateWriter<T> writer;

	private final Guards<T> guards;

	Prober(Time time, PoolCheck<T> check, StateWriter<T> writer, Guards<T> guards) {
		this.time = time;
		this.check = check;
		this.writer = writer;
		this.guards = guards;
	}

	/** Begins with an endpoint that has been added. */
	void add(PooledEndpoint<T> endpoint) {
		HealthCheck<T> probe = check.checkFor(endpoint.endpoint().target());
		if (probe == null) {
			return;
		}
		Verdicts<T> verdicts = new Verdicts<>(this, endpoint);
		Polling polling = new Polling(time,
				() -> Polling.run(probe, endpoint.endpoint().target(), check.rules().timeout()), () -> pause(endpoint),
				verdicts::add);
		endpoint.polling = polling;
		polling.start();
	}

	private @Nullable Duration pause(PooledEndpoint<T> endpoint) {
		if (endpoint.health() == HealthState.SUSPECT) {
			return check.rules().suspectInterval();
		}
		return check.isPeriodic() ? check.rules().interval() : null;
	}

	/** What the checks of one endpoint said. They come one after the other. */
	private static final class Verdicts<T> {

		private final Prober<T> prober;

		private final PooledEndpoint<T> endpoint;

		private int ups;

		private int downs;

		Verdicts(Prober<T> prober, PooledEndpoint<T> endpoint) {
			this.prober = prober;
			this.endpoint = endpoint;
		}

		void add(CheckResult result) {
			long now = prober.time.nanos();
			if (result.verdict() == HealthCheck.Verdict.UNKNOWN || prober.guards.isStalled(now)) {
				return;
			}
			if (result.failure() != null && LocalFailures.isOne(result.failure())) {
				// it could not even ask
				return;
			}
			if (result.verdict() == HealthCheck.Verdict.UP) {
				up();
			}
			else {
				down(result.failure(), now);
			}
		}

		private void up() {
			downs = 0;
			ups++;
			if (ups >= prober.check.rules().rise()) {
				passes();
				// that a connection opens says nothing while nothing completes
				if (endpoint.vitals.stuckSince == 0) {
					prober.writer.clear(endpoint, "probes find that it lives");
				}
			}
		}

		private void passes() {
			if (!endpoint.checkPasses) {
				endpoint.checkPasses = true;
				// a trial may be due now
				endpoint.pool.rebuild();
			}
		}

		private void down(@Nullable Throwable failure, long now) {
			ups = 0;
			downs++;
			endpoint.checkPasses = !prober.check.isPeriodic();
			boolean connects = failure != null && ConnectFailures.isOne(failure);
			if (connects) {
				prober.guards.connectFailed(endpoint, now);
			}
			boolean certain = connects && endpoint.health() == HealthState.SUSPECT;
			if ((certain || downs >= prober.check.rules().fall()) && mayIsolate(connects, now)) {
				prober.writer.judged(endpoint, Judgement.ISOLATE,
						"a check failed" + ((failure != null) ? ": " + Credentials.describe(failure) : ""));
			}
		}

		private boolean mayIsolate(boolean connects, long now) {
			boolean local = connects && prober.guards.isLocalFault(now);
			return !local && !prober.guards.isLastThatAnswers(endpoint);
		}

	}

}
