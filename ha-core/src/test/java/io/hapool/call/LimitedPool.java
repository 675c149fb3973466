package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import io.hapool.event.EventPublisher;
import io.hapool.pool.LeaseLimits;
import io.hapool.pool.SelectionPolicy;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool of "a" and "b" in real time, and threads that call.
 */
@Timeout(30)
class LimitedPool {

	static final Duration LONG = Duration.ofSeconds(20);

	final SystemTime time = new SystemTime();

	final EventPublisher events = new EventPublisher(time);

	final List<Thread> started = new ArrayList<>();

	EndpointPool<String> pool = EndpointPool.create(definition(UnaryOperator.identity()), time, events);

	@AfterEach
	void close() throws InterruptedException {
		pool.close();
		for (Thread thread : started) {
			thread.join(TimeUnit.SECONDS.toMillis(10));
			assertThat(thread.isAlive()).isFalse();
		}
		events.close();
		time.close();
	}

	static PoolDefinition<String> definition(UnaryOperator<PoolDefinition.Builder<String>> customizer) {
		return customizer
			.apply(PoolDefinition.<String>builder("billing")
				.targets(List.of("a", "b"))
				.selection(SelectionPolicy.roundRobin())
				.timeout(LONG))
			.build();
	}

	void limit(int leases, int queue, Duration timeout) {
		pool.update(pool.definition().toBuilder().limits(new LeaseLimits(leases, queue, timeout, LONG)).build());
	}

	<R> R ask(Attempt<String, R, Exception> attempt) {
		try {
			return pool.call(attempt);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	Thread start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		started.add(thread);
		thread.start();
		return thread;
	}

	/** Until the timeout of the test. */
	static void awaitThat(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

	@FunctionalInterface
	interface Task {

		void run() throws Exception;

	}

}
