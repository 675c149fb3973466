package io.hapool.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.hapool.health.CheckResult;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.health.Poller;
import io.hapool.health.Polling;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one endpoint, for as long as it is in its pool: by what, and what came of
 * it. The polling stays the same whatever the check, so that there is never more than one
 * check under way.
 */
final class EndpointChecks<T> implements Polling.Subject {

	private final CheckHistory history = new CheckHistory();

	private final Prober<T> prober;

	private final Poller poller;

	private final PooledEndpoint<T> endpoint;

	private final Polling polling;

	private volatile @Nullable Probe<T> probe;

	EndpointChecks(Prober<T> prober, Poller poller, PooledEndpoint<T> endpoint) {
		this.prober = prober;
		this.poller = poller;
		this.endpoint = endpoint;
		this.polling = poller.polling(this);
	}

	PooledEndpoint<T> endpoint() {
		return endpoint;
	}

	CheckHistory history() {
		return history;
	}

	/** Called by one thread at a time. */
	void use(PoolCheck<T> check) {
		Probe<T> next = check.probe(endpoint.target());
		if (Objects.equals(next, probe)) {
			return;
		}
		history.endStreak();
		probe = next;
		endpoint.polling = (next != null) ? polling : null;
		polling.restart();
		if (next == null || !next.isPeriodic()) {
			prober.letTry(endpoint);
		}
	}

	EndpointSnapshot.@Nullable Checks snapshot() {
		Probe<T> current = probe;
		EndpointSnapshot.Checks known = history.snapshot();
		return (known == null && current != null && current.isPeriodic()) ? EndpointSnapshot.Checks.NONE : known;
	}

	@Override
	public void check(Consumer<CheckResult> done) {
		Probe<T> current = probe;
		if (current == null) {
			done.accept(new CheckResult(Verdict.UNKNOWN, null, Duration.ZERO));
			return;
		}
		poller.run(current.check(), endpoint.endpoint().target(), current.rules().timeout(), done);
	}

	@Override
	public CheckRules rules() {
		Probe<T> current = probe;
		return (current != null) ? current.rules() : CheckRules.DEFAULT;
	}

	@Override
	public @Nullable Duration pause() {
		Probe<T> current = probe;
		if (current == null) {
			return null;
		}
		if (endpoint.health() == HealthState.SUSPECT) {
			return current.rules().suspectInterval();
		}
		return current.isPeriodic() ? current.rules().interval() : null;
	}

	@Override
	public void told(CheckResult result) {
		Probe<T> current = probe;
		if (current != null) {
			prober.told(this, result, current);
		}
	}

}
