package io.hapool.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.hapool.health.CheckResult;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.health.Poller;
import io.hapool.health.Polling;
import org.jspecify.annotations.Nullable;

import static io.hapool.health.HealthCheck.Verdict.DOWN;
import static io.hapool.health.HealthCheck.Verdict.UNKNOWN;
import static io.hapool.health.HealthCheck.Verdict.UP;

/**
 * The checks of one endpoint, for as long as it is in its pool: by what, and what came of
 * it. The polling stays the same whatever the check, so that there is never more than one
 * check under way.
 */
final class EndpointChecks<T> implements Polling.Subject {

	private static final CompletableFuture<Verdict> NOBODY_LOOKS = CompletableFuture.completedFuture(UNKNOWN);

	/** A look may need a moment longer than it was given. */
	private static final Duration LATE = Duration.ofMillis(50);

	/**
	 * A process that dies may accept connections for a moment after it has cut those that
	 * it had.
	 */
	private static final Duration DYING = Duration.ofMillis(50);

	private final CheckHistory history = new CheckHistory();

	private final Prober<T> prober;

	private final Poller poller;

	private final PooledEndpoint<T> endpoint;

	private final Polling polling;

	/** The look that is under way, if one is. */
	private final AtomicReference<@Nullable CompletableFuture<Verdict>> looking = new AtomicReference<>();

	private final AtomicLong begun = new AtomicLong();

	/** The number of the check that began last of those that have said something. */
	private final AtomicLong newest = new AtomicLong();

	private volatile @Nullable Probe<T> probe;

	private volatile Doubt doubt = Doubt.NONE;

	/** What the next check is to say. */
	private enum Doubt {

		/** How it is. */
		NONE,

		/** Whether the doubt is justified. */
		FRESH,

		/** Whether it is, although a check right after the doubt has passed. */
		LEFT

	}

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

	/** It is doubted: looks at it, or has its next check begin now. */
	void checkNow() {
		if (!look().isDone()) {
			return;
		}
		Polling current = endpoint.polling;
		if (current != null) {
			doubt = Doubt.FRESH;
			current.checkNow();
		}
	}

	/**
	 * Looks at the endpoint at once. Who asks while a look is under way is told the same.
	 * @return what it says; UNKNOWN at once if nothing looks
	 */
	CompletableFuture<Verdict> look() {
		Probe<T> current = probe;
		QuickLook<T> quick = (current != null) ? current.quickLook() : null;
		if (current == null || quick == null) {
			return NOBODY_LOOKS;
		}
		CompletableFuture<Verdict> begun = new CompletableFuture<>();
		CompletableFuture<Verdict> underWay = looking.compareAndExchange(null, begun);
		if (underWay != null) {
			return underWay;
		}
		prober.soon(
				() -> poller.run(quick.check(), endpoint.endpoint().target(), quick.timeout(),
						(result) -> looked(begun, () -> prober.looked(this, result, current))),
				() -> looked(begun, () -> UNKNOWN));
		return begun;
	}

	/** Whether a look finds that it lives. Waits for it. */
	boolean lives(Duration patience) {
		Probe<T> current = probe;
		QuickLook<T> quick = (current != null) ? current.quickLook() : null;
		if (quick == null) {
			return false;
		}
		long nanos = Math.min(patience.toNanos(), quick.timeout().plus(LATE).toNanos());
		try {
			return look().get(nanos, TimeUnit.NANOSECONDS) == UP;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	private void looked(CompletableFuture<Verdict> look, Supplier<Verdict> verdict) {
		try {
			look.complete(verdict.get());
		}
		finally {
			// who comes from now on has seen something later
			looking.set(null);
			look.complete(UNKNOWN);
		}
	}

	/**
	 * Runs the health check once, beside its rounds.
	 * @return what it says; UNKNOWN at once if there is no check
	 */
	CompletableFuture<Verdict> checkOnce() {
		Probe<T> current = probe;
		if (current == null) {
			return NOBODY_LOOKS;
		}
		CompletableFuture<Verdict> answer = new CompletableFuture<>();
		prober.soon(() -> run(current, (result) -> {
			prober.told(this, result, current);
			answer.complete(result.verdict());
		}), () -> answer.complete(UNKNOWN));
		return answer;
	}

	private void run(Probe<T> current, Consumer<CheckResult> done) {
		long number = begun.incrementAndGet();
		poller.run(current.check(), endpoint.endpoint().target(), current.rules().timeout(),
				(result) -> done.accept(upToDate(number, result)));
	}

	/** A check that began later knows better than one that took its time. */
	private CheckResult upToDate(long number, CheckResult result) {
		if (result.verdict() == UNKNOWN || newest.accumulateAndGet(number, Math::max) == number) {
			return result;
		}
		return new CheckResult(UNKNOWN, result.failure(), result.took());
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
			done.accept(new CheckResult(UNKNOWN, null, Duration.ZERO));
			return;
		}
		run(current, done);
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
			Duration interval = current.rules().suspectInterval();
			return (doubt == Doubt.LEFT && DYING.compareTo(interval) < 0) ? DYING : interval;
		}
		doubt = Doubt.NONE;
		return current.isPeriodic() ? current.rules().interval() : null;
	}

	@Override
	public void told(CheckResult result) {
		Probe<T> current = probe;
		Doubt before = doubt;
		doubt = (before == Doubt.FRESH && result.verdict() == UP) ? Doubt.LEFT : Doubt.NONE;
		// one that passes so soon after another says nothing new
		if (current != null && (before != Doubt.LEFT || result.verdict() == DOWN)) {
			prober.told(this, result, current);
		}
	}

}
