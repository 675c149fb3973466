package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.hapool.event.EventPublisher;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointStatus;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Ratio;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.ScheduledTask;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyTests {

	private static final int THREADS = 8;

	private static final int CALLS_PER_THREAD = 25_000;

	private static final List<String> IDS = List.of("a", "b", "c", "d");

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.hapool");

	private final LongAdder returned = new LongAdder();

	private final LongAdder threw = new LongAdder();

	private final AtomicBoolean over = new AtomicBoolean();

	private final LongAdder published = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final Counting counting = new Counting(published);

	@BeforeEach
	void countLinesAndWriteNone() {
		logger.setAdditive(false);
		logger.addAppender(counting);
		counting.start();
	}

	@AfterEach
	void writeLinesAgain() {
		logger.detachAppender(counting);
		logger.setAdditive(true);
	}

	@Test
	void countsAndStatesHoldWhileAllHappensAtOnce() throws Exception {
		Map<String, Map<EndpointStatus, Integer>> balance = new HashMap<>();
		try (SystemTime time = new SystemTime(); EventPublisher publisher = new EventPublisher(new Inline(time))) {
			publisher.subscribe(EndpointChanged.class, (change) -> {
				Map<EndpointStatus, Integer> ofEndpoint = balance.computeIfAbsent(change.endpoint(),
						(id) -> new HashMap<>());
				ofEndpoint.merge(change.from(), -1, Integer::sum);
				ofEndpoint.merge(change.to(), 1, Integer::sum);
				received.increment();
			});
			EndpointPool<String> pool = EndpointPool.create(definition(), time, publisher);
			Map<String, EndpointStatus> begin = statuses(pool);

			runAll(pool);

			Map<String, EndpointStatus> end = statuses(pool);
			assertThat(received.sum()).as("no event lost").isEqualTo(published.sum());
			assertThat(balance.keySet()).containsExactlyInAnyOrderElementsOf(IDS);
			balance.forEach((id, ofEndpoint) -> assertThat(nonZero(ofEndpoint)).as("each transition of " + id + " once")
				.isEqualTo(path(begin.get(id), end.get(id))));
			assertCounts(pool);
		}
	}

	private void assertCounts(EndpointPool<String> pool) {
		CallCounts counts = pool.calls();
		assertThat(counts.started()).isEqualTo((long) THREADS * CALLS_PER_THREAD)
			.isEqualTo(counts.succeeded() + counts.failed());
		assertThat(counts.succeeded()).isEqualTo(returned.sum()).isPositive();
		assertThat(counts.failed()).isEqualTo(threw.sum()).isPositive();
		assertThat(pool.openLeases()).isZero();
		assertThat(pool.endpoints()).allSatisfy((endpoint) -> assertThat(endpoint.counts().openLeases()).isZero());
		assertThat(pool.endpoints()
			.stream()
			.mapToLong((endpoint) -> endpoint.counts().successes() + endpoint.counts().failures())
			.sum()).isEqualTo(counts.attempts());
	}

	private void runAll(EndpointPool<String> pool) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS + 2);
		try {
			Future<?> operator = executor.submit(() -> operate(pool));
			Future<Long> observer = executor.submit(() -> observe(pool));
			List<Future<?>> callers = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				callers.add(executor.submit(() -> call(pool)));
			}
			for (Future<?> caller : callers) {
				caller.get(5, TimeUnit.MINUTES);
			}
			over.set(true);
			operator.get(10, TimeUnit.SECONDS);
			assertThat(observer.get(10, TimeUnit.SECONDS)).as("generations that rose").isPositive();
		}
		finally {
			over.set(true);
			executor.shutdownNow();
		}
	}

	private void call(EndpointPool<String> pool) {
		for (int i = 0; i < CALLS_PER_THREAD; i++) {
			letTheListenerCatchUp();
			try {
				pool.call((target) -> {
					if (ThreadLocalRandom.current().nextInt(3) == 0) {
						throw new IOException("random");
					}
					return target;
				});
				returned.increment();
			}
			catch (IOException | NoEndpointAvailableException ex) {
				threw.increment();
			}
		}
	}

	/** A listener loses what it has no room for, which is not the point here. */
	private void letTheListenerCatchUp() {
		while (published.sum() - received.sum() > 500) {
			Thread.yield();
		}
	}

	private void operate(EndpointPool<String> pool) {
		while (!over.get()) {
			String id = IDS.get(ThreadLocalRandom.current().nextInt(IDS.size()));
			letTheListenerCatchUp();
			pool.isolate(id, "by hand");
			LockSupport.parkNanos(50_000);
			pool.restore(id, "by hand");
			LockSupport.parkNanos(50_000);
		}
	}

	private long observe(EndpointPool<String> pool) {
		long rises = 0;
		Map<String, Integer> last = new HashMap<>();
		while (!over.get()) {
			for (EndpointSnapshot<String> endpoint : pool.endpoints()) {
				int generation = endpoint.generation();
				Integer before = last.put(endpoint.endpoint().id(), generation);
				assertThat(generation).isGreaterThanOrEqualTo((before != null) ? before : 0);
				rises += (before != null && generation > before) ? 1 : 0;
			}
		}
		return rises;
	}

	private static PoolDefinition<String> definition() {
		return PoolDefinition.<String>builder("busy")
			.targets(IDS)
			.selection(SelectionPolicy.roundRobin())
			.isolationRules(IsolationRules.DEFAULT.withConsecutiveFailures(3)
				.withDuration(Duration.ofMillis(1), Duration.ofMillis(2))
				.withTrialLeases(3)
				.withMaxIsolated(new Ratio(1))
				.withRampUp(null))
			.build();
	}

	private static Map<String, EndpointStatus> statuses(EndpointPool<String> pool) {
		Map<String, EndpointStatus> statuses = new HashMap<>();
		pool.endpoints().forEach((endpoint) -> statuses.put(endpoint.endpoint().id(), endpoint.status()));
		return statuses;
	}

	/**
	 * Returns how often a walk through states enters each one more often than it leaves
	 * it: once for the last, minus once for the first. One transition that is published
	 * twice, or not at all, breaks it.
	 */
	private static Map<EndpointStatus, Integer> path(EndpointStatus first, EndpointStatus last) {
		return first.equals(last) ? Map.of() : Map.of(first, -1, last, 1);
	}

	private static Map<EndpointStatus, Integer> nonZero(Map<EndpointStatus, Integer> balance) {
		Map<EndpointStatus, Integer> rest = new HashMap<>(balance);
		rest.values().removeIf((count) -> count == 0);
		return rest;
	}

	/**
	 * The winner of a transition logs it once before it publishes it.
	 */
	private static final class Counting extends UnsynchronizedAppenderBase<ILoggingEvent> {

		private final LongAdder lines;

		private Counting(LongAdder lines) {
			this.lines = lines;
		}

		@Override
		protected void append(ILoggingEvent event) {
			lines.increment();
		}

	}

	/**
	 * Runs what is due at once on the thread that asks, so that listeners fall behind as
	 * little as can be.
	 */
	private record Inline(Time time) implements Time {

		@Override
		public long nanos() {
			return time.nanos();
		}

		@Override
		public Instant wallClock() {
			return time.wallClock();
		}

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			task.run();
			return () -> {
			};
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			time.sleep(duration);
		}

	}

}
