package io.hapool.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.hapool.Background;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A wait that is over while whoever began it stands still.
 */
@Timeout(60)
class PollingRaceTests {

	private final CountDownLatch over = new CountDownLatch(1);

	private final CountDownLatch noted = new CountDownLatch(1);

	@Test
	void checksGoOnThoughTheWaitIsOverBeforeItsTaskIsNoted() {
		Slow subject = new Slow();
		OvertakingTime time = new OvertakingTime();

		new Poller(time).polling(subject).restart();
		noted.countDown();
		time.awaitFirst();

		assertThat(subject.checks).hasValue(1);
		assertThat(time.scheduled).as("the end of the check's time and the next wait").hasValueGreaterThan(1);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Has its first check begin when the wait for it is noted, and not before. */
	private final class Slow implements Polling.Subject {

		private final AtomicInteger checks = new AtomicInteger();

		@Override
		public CheckRules rules() {
			over.countDown();
			await(noted);
			return CheckRules.DEFAULT;
		}

		@Override
		public Duration pause() {
			return CheckRules.DEFAULT.interval();
		}

		@Override
		public void check(Consumer<CheckResult> done) {
			checks.incrementAndGet();
			done.accept(new CheckResult(Verdict.UP, null, Duration.ZERO));
		}

		@Override
		public void told(CheckResult result) {
			// what comes next counts
		}

	}

	/** Runs the first task that it is given before it returns it, and no other. */
	private final class OvertakingTime implements Time {

		private final AtomicInteger scheduled = new AtomicInteger();

		private @Nullable CompletableFuture<Void> first;

		@Override
		public ScheduledTask schedule(Runnable task, Duration delay) {
			if (scheduled.getAndIncrement() == 0) {
				first = Background.run(task);
				await(over);
			}
			return () -> {
			};
		}

		void awaitFirst() {
			Objects.requireNonNull(first).join();
		}

		@Override
		public long nanos() {
			return 0;
		}

		@Override
		public Instant wallClock() {
			return Instant.EPOCH;
		}

		@Override
		public void sleep(Duration duration) {
			throw new UnsupportedOperationException("nobody sleeps here");
		}

	}

}
