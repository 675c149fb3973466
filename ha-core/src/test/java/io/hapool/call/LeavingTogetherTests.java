package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.hapool.Background;
import io.hapool.event.EventPublisher;
import io.hapool.health.CheckRules;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.Endpoint;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import io.hapool.pool.Ratio;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two endpoints that are to be isolated at the same moment, of which one has to stay: a
 * race, run so often that it is met.
 */
@Timeout(120)
class LeavingTogetherTests {

	private static final int RACES = 50;

	private static final IsolationRules FIRST_FAILURE = IsolationRules.DEFAULT.withFailureRate(null)
		.withConsecutiveFailures(1);

	private final Time time = new StandingTime();

	@Test
	void oneThatAnswersCallsStaysThoughTheChecksOfBothFail() {
		CheckRules rules = CheckRules.DEFAULT.withInterval(Duration.ofDays(1)).withVerdicts(1, 1);
		for (int race = 0; race < RACES; race++) {
			Start start = new Start();
			try (EndpointPool<String> pool = pool(
					definition().isolationRules(IsolationRules.DEFAULT).healthCheck((target, timeout) -> {
						start.await();
						return Verdict.DOWN;
					}, rules))) {
				pool.call((target) -> target);
				pool.call((target) -> target);

				join(Stream.of("a", "b").map(pool::check));

				assertThat(pool.available()).as("race " + race).hasSize(1);
			}
		}
	}

	@Test
	void halfStaysThoughTheCallsOfBothFail() {
		for (int race = 0; race < RACES; race++) {
			Start start = new Start();
			try (EndpointPool<String> pool = pool(
					definition().isolationRules(FIRST_FAILURE.withMaxIsolated(new Ratio(0.5))))) {
				List<Lease<String>> leases = List.of(pool.lease(), pool.lease());

				join(leases.stream().map((lease) -> Background.run(() -> end(lease, start))));

				assertThat(pool.available()).as("race " + race).hasSize(1);
			}
		}
	}

	private static void end(Lease<String> lease, Start start) {
		IOException failure = new IOException(lease.target() + " is down");
		start.await();
		lease.fail(failure);
	}

	private static void join(Stream<? extends CompletableFuture<?>> begun) {
		begun.toList().forEach(CompletableFuture::join);
	}

	private EndpointPool<String> pool(PoolDefinition.Builder<String> definition) {
		return EndpointPool.create(definition.build(), time, new EventPublisher(time));
	}

	private static PoolDefinition.Builder<String> definition() {
		return PoolDefinition.<String>builder("billing")
			.selection(SelectionPolicy.roundRobin())
			.endpoints(Stream.of("a", "b").map(Endpoint::of).toList());
	}

	/**
	 * Stands still, so that the engine does not find that this process did. Runs what is
	 * to run at once, on a thread of its own, and nothing later.
	 */
	private static final class StandingTime implements Time {

		@Override
		public long nanos() {
			return 0;
		}

		@Override
		public Instant wallClock() {
			return Instant.EPOCH;
		}

		@Override
		@SuppressWarnings("FutureReturnValueIgnored") // who waits does so by other means
		public ScheduledTask schedule(Runnable task, Duration delay) {
			if (delay.isZero()) {
				Background.run(task);
			}
			return () -> {
			};
		}

		@Override
		public void sleep(Duration duration) {
			throw new UnsupportedOperationException("nobody sleeps here");
		}

	}

	/** Where two wait for each other without losing the moment. */
	private static final class Start {

		private final AtomicInteger ready = new AtomicInteger();

		void await() {
			ready.incrementAndGet();
			while (ready.get() < 2) {
				Thread.onSpinWait();
			}
		}

	}

}
