package io.hapool.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.hapool.LogCapture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class SystemTimeTests {

	private static final Duration SOON = Duration.ofMillis(5);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	@Test
	void startsNoThreadBeforeTheFirstTask() {
		Set<Thread> before = threads();

		try (SystemTime time = new SystemTime()) {
			time.nanos();

			assertThat(threads()).isSubsetOf(before);
		}
	}

	@Test
	void leavesNoThreadBehind() {
		Set<Thread> before = threads();
		CompletableFuture<Thread> atOnce = new CompletableFuture<>();
		CompletableFuture<Thread> later = new CompletableFuture<>();
		CountDownLatch never = new CountDownLatch(1);
		SystemTime time = new SystemTime();
		time.schedule(() -> block(atOnce, never), Duration.ZERO);
		time.schedule(() -> block(later, never), SOON);
		List<Thread> workers = List.of(atOnce.join(), later.join());
		Set<Thread> during = threads();

		time.close();

		assertThat(before.containsAll(during)).as("the scheduler's thread was there").isFalse();
		// an executor counts as terminated a few instructions before its last thread is
		await().atMost(PATIENCE).until(() -> workers.stream().noneMatch(Thread::isAlive));
		await().atMost(PATIENCE).until(() -> before.containsAll(threads()));
	}

	@Test
	void taskRunsNotBeforeItsTime() {
		try (SystemTime time = new SystemTime()) {
			CompletableFuture<Long> ran = new CompletableFuture<>();
			long begin = time.nanos();

			time.schedule(() -> ran.complete(time.nanos()), Duration.ofMillis(30));

			assertThat(ran.orTimeout(10, TimeUnit.SECONDS).join() - begin)
				.isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
		}
	}

	@Test
	void taskThatBlocksDelaysNoOther() {
		CountDownLatch never = new CountDownLatch(1);
		CompletableFuture<Thread> blocked = new CompletableFuture<>();
		CompletableFuture<Boolean> other = new CompletableFuture<>();
		try (SystemTime time = new SystemTime()) {
			time.schedule(() -> block(blocked, never), SOON);
			blocked.join();

			time.schedule(() -> other.complete(true), SOON);

			assertThat(other).succeedsWithin(PATIENCE);
			assertThat(blocked.join().isAlive()).isTrue();
		}
	}

	@Test
	void cancelledTaskDoesNotRun() {
		AtomicInteger runs = new AtomicInteger();
		CompletableFuture<Boolean> laterOne = new CompletableFuture<>();
		try (SystemTime time = new SystemTime()) {
			ScheduledTask task = time.schedule(runs::incrementAndGet, Duration.ofMillis(500));
			task.cancel();
			task.cancel();

			time.schedule(() -> laterOne.complete(true), Duration.ofMillis(550));

			assertThat(laterOne).succeedsWithin(PATIENCE);
			assertThat(runs).hasValue(0);
		}
	}

	@Test
	void cancellingATaskThatHasRunHasNoEffect() {
		CompletableFuture<Boolean> ran = new CompletableFuture<>();
		try (SystemTime time = new SystemTime()) {
			ScheduledTask task = time.schedule(() -> ran.complete(true), Duration.ZERO);
			assertThat(ran).succeedsWithin(PATIENCE);

			task.cancel();

			assertThat(ran.join()).isTrue();
		}
	}

	@Test
	void whatATaskThrowsIsLogged() {
		try (LogCapture log = new LogCapture(); SystemTime time = new SystemTime()) {
			time.schedule(() -> {
				throw new IllegalStateException("first");
			}, Duration.ZERO);
			time.schedule(() -> {
				throw new NoClassDefFoundError("second");
			}, SOON);

			await().atMost(PATIENCE).until(() -> log.warnings().size() == 2);
			assertThat(log.text()).contains("first", "second");
		}
	}

	@Test
	void closedTimeRefusesTasks() {
		SystemTime time = new SystemTime();
		time.close();
		time.close();

		for (Duration delay : List.of(Duration.ZERO, SOON)) {
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> time.schedule(() -> {
			}, delay));
		}
	}

	@Test
	void closeDropsTheTasksThatWait() {
		AtomicInteger runs = new AtomicInteger();
		SystemTime time = new SystemTime();
		time.schedule(runs::incrementAndGet, Duration.ofHours(1));
		time.schedule(runs::incrementAndGet, Duration.ofSeconds(Long.MAX_VALUE));

		time.close();

		assertThat(runs).hasValue(0);
	}

	@Test
	void sleepsAtLeastAsLongAsTold() throws Exception {
		try (SystemTime time = new SystemTime()) {
			long begin = time.nanos();

			time.sleep(Duration.ofMillis(20));
			time.sleep(Duration.ofMillis(-1));

			assertThat(time.nanos() - begin).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
		}
	}

	@Test
	void interruptEndsASleep() {
		try (SystemTime time = new SystemTime()) {
			Thread.currentThread().interrupt();

			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> time.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
		}
	}

	@Test
	void wallClockIsTheClockOfTheMachine() {
		try (SystemTime time = new SystemTime()) {
			Instant before = Instant.now();

			assertThat(time.wallClock()).isBetween(before, Instant.now());
		}
	}

	private static void block(CompletableFuture<Thread> running, CountDownLatch until) {
		running.complete(Thread.currentThread());
		try {
			until.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the threads of the engine; carriers of virtual threads belong to the JVM.
	 */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ha-"))
			.collect(Collectors.toSet());
	}

}
