package io.hapool.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.hapool.event.EventPublisher;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Ratio;
import io.hapool.time.ScheduledTask;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Events of an endpoint are told in the order in which it changed, even when the thread
 * that made the first change is stopped before it can tell.
 */
@Timeout(30)
class EventOrderTests {

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final Thread isolating = new Thread(this::fail);

	private final Thread restoring = new Thread(this::succeed);

	private final StoppingTime time = new StoppingTime();

	private final EventPublisher events = new EventPublisher(time);

	private final EndpointPool<String> pool = EndpointPool.create(PoolDefinition.<String>builder("order")
		.targets(List.of("a"))
		.isolationRules(IsolationRules.DEFAULT.withConsecutiveFailures(1)
			.withDuration(Duration.ofMinutes(1), Duration.ofMinutes(1))
			.withTrialLeases(1)
			.withMaxIsolated(new Ratio(1))
			.withRampUp(null))
		.build(), time, events);

	@AfterEach
	void close() {
		goOn.countDown();
		pool.close();
		events.close();
		time.system.close();
	}

	@Test
	void eventsOfAnEndpointAreToldInTheOrderOfItsChanges() throws InterruptedException {
		List<EndpointChanged> told = new CopyOnWriteArrayList<>();
		events.subscribe(EndpointChanged.class, told::add);

		isolating.start();
		stopped.await();
		restoring.start();
		await().until(() -> !restoring.isAlive() || restoring.getState() == Thread.State.WAITING);
		goOn.countDown();
		isolating.join();
		restoring.join();

		await().until(() -> told.size() == 2);
		assertThat(told).extracting((event) -> event.to().health())
			.containsExactly(HealthState.ISOLATED, HealthState.UP);
		assertThat(told).extracting(EndpointChanged::generation).isSorted();
		assertThat(pool.endpoints().get(0).history().reason()).isEqualTo("a call succeeded");
	}

	private void fail() {
		try {
			pool.call((target) -> {
				throw new IllegalStateException("down");
			});
		}
		catch (IllegalStateException expected) {
			// the endpoint is isolated by it
		}
	}

	private void succeed() {
		pool.call(String::length);
	}

	/** Stops the isolating thread when the endpoint has changed and nobody knows yet. */
	private final class StoppingTime implements Time {

		private final SystemTime system = new SystemTime();

		@Override
		public long nanos() {
			return system.nanos();
		}

		@Override
		public Instant wallClock() {
			if (Thread.currentThread() == isolating && !pool.isolated().isEmpty()) {
				stopped.countDown();
				try {
					goOn.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			return system.wallClock();
		}

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			return system.schedule(task, delay);
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			system.sleep(duration);
		}

	}

}
