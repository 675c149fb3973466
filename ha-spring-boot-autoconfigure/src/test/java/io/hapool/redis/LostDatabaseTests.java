package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

import io.hapool.fault.MeasuresTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 50: the selected database is killed, or stands still, under load. No command that
 * may be repeated fails, and the longest time without a write stays below the ceiling.
 * How long it is as a rule says {@code RedisFailover} of the benchmarks.
 */
@MeasuresTime
class LostDatabaseTests {

	private static final int RUNS = 3;

	private static final Duration KILLED_CEILING = Duration.ofMillis(250);

	private static final Duration FROZEN_CEILING = Duration.ofSeconds(1);

	private static final DatabaseRules RULES = DatabaseRules.DEFAULT
		.withFailback(new DatabaseRules.Failback(false, Duration.ZERO, Duration.ofSeconds(5)));

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void noWriteFailsWhenTheSelectedDatabaseIsKilled(RedisDriver driver) throws InterruptedException {
		assertThat(run(driver, RedisServerProcess::kill, Load.ONE_A_MILLISECOND)).isLessThan(KILLED_CEILING);
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void noWriteFailsWhenTheSelectedDatabaseStandsStill(RedisDriver driver) throws InterruptedException {
		assertThat(run(driver, RedisServerProcess::freeze, Load.ONE_A_MILLISECOND)).isLessThan(FROZEN_CEILING);
	}

	@Test
	void noReactiveWriteFailsWhenTheSelectedDatabaseIsKilled() throws InterruptedException {
		assertThat(run(RedisDriver.LETTUCE, RedisServerProcess::kill, Load.ONE_A_MILLISECOND,
				LostDatabaseTests::writeReactively))
			.isLessThan(KILLED_CEILING);
	}

	@Test
	@Tag("fault")
	void noReactiveWriteFailsWhenTheSelectedDatabaseStandsStill() throws InterruptedException {
		assertThat(run(RedisDriver.LETTUCE, RedisServerProcess::freeze, Load.ONE_A_MILLISECOND,
				LostDatabaseTests::writeReactively))
			.isLessThan(FROZEN_CEILING);
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	@Tag("fault")
	void noWriteFailsHoweverOftenTheSelectedDatabaseIsKilled(RedisDriver driver) throws InterruptedException {
		assertThat(median(driver, RedisServerProcess::kill)).isLessThan(KILLED_CEILING);
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	@Tag("fault")
	void noWriteFailsHoweverOftenTheSelectedDatabaseStandsStill(RedisDriver driver) throws InterruptedException {
		assertThat(median(driver, RedisServerProcess::freeze)).isLessThan(FROZEN_CEILING);
	}

	private static Duration median(RedisDriver driver, Consumer<RedisServerProcess> fault) throws InterruptedException {
		List<Duration> gaps = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			gaps.add(run(driver, fault, Load.SIXTEEN_THREADS));
		}
		Collections.sort(gaps);
		System.out.println(driver + ": longest gaps " + gaps);
		return gaps.get(RUNS / 2);
	}

	private static Consumer<String> write(RedisScene scene) {
		StringRedisTemplate template = scene.template();
		return (key) -> template.opsForValue().set(key, "value");
	}

	private static Consumer<String> writeReactively(RedisScene scene) {
		ReactiveStringRedisTemplate template = scene.reactiveTemplate();
		return (key) -> assertThat(template.opsForValue().set(key, "value").block()).isTrue();
	}

	private static Duration run(RedisDriver driver, Consumer<RedisServerProcess> fault, Load load)
			throws InterruptedException {
		return run(driver, fault, load, LostDatabaseTests::write);
	}

	private static Duration run(RedisDriver driver, Consumer<RedisServerProcess> fault, Load load,
			Function<RedisScene, Consumer<String>> write) throws InterruptedException {
		try (RedisServerProcess east = RedisServerProcess.start();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver, (rules) -> RULES).with("east", 1, east)
					.with("west", 0.5, west)
					.start()) {
			Writers writers = new Writers(write.apply(scene), load);
			writers.awaitWrites(1000);

			writers.measure();
			fault.accept(east);
			scene.awaitSelected("west");
			writers.awaitWrites(1000);
			writers.stop();

			assertThat(writers.failures).isEmpty();
			return writers.longestGap();
		}
	}

	private enum Load {

		ONE_A_MILLISECOND(1, Duration.ofMillis(1)), SIXTEEN_THREADS(16, Duration.ZERO);

		private final int threads;

		private final Duration pause;

		Load(int threads, Duration pause) {
			this.threads = threads;
			this.pause = pause;
		}

	}

	/** Write without end, and look at the clock. */
	private static final class Writers {

		final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

		private final AtomicLong writes = new AtomicLong();

		private final AtomicLong latest = new AtomicLong();

		private final AtomicLong longest = new AtomicLong();

		private final CountDownLatch ended;

		private volatile boolean stopped;

		Writers(Consumer<String> write, Load load) {
			this.ended = new CountDownLatch(load.threads);
			for (int i = 0; i < load.threads; i++) {
				String key = "key-" + i;
				Thread thread = new Thread(() -> write(write, key, load.pause), "writer-" + i);
				thread.setDaemon(true);
				thread.start();
			}
		}

		private void write(Consumer<String> write, String key, Duration pause) {
			while (!stopped) {
				try {
					write.accept(key);
					written();
				}
				catch (RuntimeException | AssertionError ex) {
					failures.add(ex);
				}
				LockSupport.parkNanos(pause.toNanos());
			}
			ended.countDown();
		}

		private void written() {
			long now = System.nanoTime();
			long before = latest.getAndSet(now);
			longest.accumulateAndGet(now - before, Math::max);
			writes.incrementAndGet();
		}

		void measure() {
			longest.set(0);
		}

		void awaitWrites(int count) {
			long wanted = writes.get() + count;
			RedisScene.await().atMost(Duration.ofSeconds(30)).until(() -> writes.get() >= wanted);
		}

		void stop() throws InterruptedException {
			stopped = true;
			assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
		}

		Duration longestGap() {
			return Duration.ofNanos(longest.get());
		}

	}

}
