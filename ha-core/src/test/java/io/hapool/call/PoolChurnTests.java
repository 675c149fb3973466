package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.LeaseLimits;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 29 in its short form: a pool that changes all the time under load.
 */
class PoolChurnTests {

	private final SystemTime time = new SystemTime();

	private final EventPublisher events = new EventPublisher(time);

	private final PoolDefinition<String> first = PoolDefinition.<String>builder("billing")
		.targets(List.of("a", "b", "c", "d"))
		.selection(SelectionPolicy.fastest())
		.build();

	private final EndpointPool<String> pool = EndpointPool.create(first, time, events);

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong calls = new AtomicLong();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	@AfterEach
	void close() {
		pool.close();
		events.close();
		time.close();
	}

	@Test
	void noCallFailsAndNoLeaseIsLeft() throws InterruptedException {
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			callers.add(new Thread(this::callUntilOver));
		}
		callers.forEach(Thread::start);
		for (int i = 0; i < 500; i++) {
			pool.update(some(first));
		}
		over.set(true);
		for (Thread caller : callers) {
			caller.join();
		}

		assertThat(failures).isEmpty();
		assertThat(calls.get()).isPositive();
		assertThat(pool.openLeases()).isZero();
		assertThat(pool.waiting()).isZero();
		assertThat(pool.calls().succeeded()).isEqualTo(calls.get());
	}

	private void callUntilOver() {
		while (!over.get()) {
			try {
				pool.call(String::length);
				calls.incrementAndGet();
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		}
	}

	/** Two of six, and now and then limits, another policy, another window. */
	private static PoolDefinition<String> some(PoolDefinition<String> first) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int from = random.nextInt(5);
		List<Endpoint<String>> two = List.of(Endpoint.of(String.valueOf((char) ('a' + from))),
				Endpoint.builder(String.valueOf((char) ('b' + from))).weight(1 + random.nextInt(3)).build());
		return first.toBuilder()
			.noEndpoints()
			.endpoints(two)
			.limits(random.nextBoolean() ? LeaseLimits.NONE
					: new LeaseLimits(2, 10, Duration.ofSeconds(5), Duration.ofMinutes(1)))
			.selection(random.nextBoolean() ? SelectionPolicy.fastest() : SelectionPolicy.sticky())
			.isolationRules(IsolationRules.DEFAULT.withWindow(Duration.ofSeconds(1 + random.nextInt(20))))
			.build();
	}

}
