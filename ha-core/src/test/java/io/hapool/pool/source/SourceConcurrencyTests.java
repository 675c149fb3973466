package io.hapool.pool.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.LogCapture;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sources that answer on threads of their own.
 */
class SourceConcurrencyTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final SystemTime time = new SystemTime();

	private final EventPublisher publisher = new EventPublisher(time);

	private final List<List<Endpoint<String>>> told = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		publisher.close();
		time.close();
	}

	@Test
	void asksAllAtTheSameTime() {
		CountDownLatch together = new CountDownLatch(3);
		List<EndpointSource<String>> meeting = new ArrayList<>();
		for (String name : List.of("a", "b", "c")) {
			meeting.add(new ScriptedSource(name).does(() -> {
				together.countDown();
				assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
				return List.of(Endpoint.of(name));
			}));
		}

		try (PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add, PATIENCE)) {
			sources.use(List.of(), meeting);

			assertThat(lastIds()).containsExactly("a", "b", "c");
			assertThat(told).hasSize(1);
		}
	}

	@Test
	void poolDoesNotWaitForeverForASourceThatHangs() {
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedSource hangs = new ScriptedSource("hangs").does(() -> {
			answer.await();
			return List.of(Endpoint.of("late"));
		});

		try (LogCapture log = new LogCapture();
				PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add,
						Duration.ofSeconds(1))) {
			sources.use(List.of(Endpoint.of("x")), List.of(hangs, ScriptedSource.of("dns", "a")));
			assertThat(lastIds()).containsExactly("x", "a");
			assertThat(log.warnings()).containsExactly(
					"[billing] Source hangs has not answered within PT1S: the pool goes on without it for now");

			answer.countDown();

			await().atMost(PATIENCE).untilAsserted(() -> assertThat(lastIds()).containsExactly("x", "late", "a"));
		}
	}

	@Test
	void closeEndsTheWait() {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		ScriptedSource hangs = new ScriptedSource("hangs").does(() -> {
			asked.countDown();
			never.await();
			return List.of();
		});
		PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add, Duration.ofDays(1));
		CompletableFuture<Void> waits = new CompletableFuture<>();
		time.schedule(() -> {
			sources.use(List.of(Endpoint.of("x")), List.of(hangs));
			waits.complete(null);
		}, Duration.ZERO);
		awaitLatch(asked);

		sources.close();

		waits.orTimeout(10, TimeUnit.SECONDS).join();
		assertThat(told).isEmpty();
		assertThat(hangs.subscribers()).isZero();
	}

	@Test
	void oneQuestionAtATime() {
		AtomicInteger underWay = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		ScriptedSource source = new ScriptedSource("busy").every(Duration.ofMillis(1));
		source.does(() -> {
			most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
			source.change();
			Thread.yield();
			underWay.decrementAndGet();
			return List.of(Endpoint.of("a" + source.questions()));
		});

		try (PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add, PATIENCE)) {
			sources.use(List.of(), List.of(source));
			await().atMost(PATIENCE).until(() -> {
				source.change();
				return source.questions() > 200;
			});
		}

		assertThat(most).hasValue(1);
	}

	@Test
	void poolIsToldByOneThreadAtATimeAndTheNewestLast() {
		AtomicInteger telling = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<ScriptedSource> busy = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int number = i;
			ScriptedSource source = new ScriptedSource("s" + i).every(Duration.ofMillis(1));
			busy.add(source
				.does(() -> List.of(Endpoint.of("e" + number, number + "-" + Math.min(source.questions(), 300)))));
		}

		try (PoolSources<String> sources = new PoolSources<>("billing", time, publisher, (endpoints) -> {
			most.accumulateAndGet(telling.incrementAndGet(), Math::max);
			told.add(endpoints);
			telling.decrementAndGet();
		}, PATIENCE)) {
			sources.use(List.of(), List.copyOf(busy));
			await().atMost(PATIENCE.multipliedBy(3))
				.until(() -> busy.stream().allMatch((source) -> source.questions() > 300));
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(last()).extracting(Endpoint::target)
					.containsExactly("0-300", "1-300", "2-300", "3-300", "4-300", "5-300", "6-300", "7-300"));
		}

		assertThat(most).hasValue(1);
		for (int number = 0; number < 8; number++) {
			assertThat(turnsOf(number)).isSorted();
		}
	}

	@Test
	void closedTimeEndsTheQuestions() {
		ScriptedSource source = ScriptedSource.of("dns", "a").every(Duration.ofMillis(1));
		try (PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add, PATIENCE)) {
			sources.use(List.of(), List.of(source));
			time.close();

			sources.use(List.of(), List.of(ScriptedSource.of("file", "b")));

			assertThat(lastIds()).containsExactly("a");
		}
	}

	@Test
	void manyWhoSetTheSourcesAtOnceLeaveThoseOfOneOfThem() {
		List<ScriptedSource> all = new CopyOnWriteArrayList<>();
		try (PoolSources<String> sources = new PoolSources<>("billing", time, publisher, told::add, PATIENCE)) {
			CountDownLatch done = new CountDownLatch(50);
			for (int i = 0; i < 50; i++) {
				ScriptedSource source = ScriptedSource.of("s" + i, "e" + i);
				all.add(source);
				time.schedule(() -> {
					sources.use(List.of(), List.of(source));
					done.countDown();
				}, Duration.ZERO);
			}
			awaitLatch(done);

			String last = sources.states().get(0).name();

			assertThat(all).filteredOn((source) -> source.subscribers() > 0)
				.extracting(ScriptedSource::name)
				.containsExactly(last);
			assertThat(lastIds()).containsExactly(last.replace('s', 'e'));
		}
		assertThat(all).allMatch((source) -> source.subscribers() == 0);
	}

	private List<Integer> turnsOf(int number) {
		return told.stream().map((endpoints) -> Integer.valueOf(endpoints.get(number).target().substring(2))).toList();
	}

	private List<Endpoint<String>> last() {
		return told.get(told.size() - 1);
	}

	private List<String> lastIds() {
		return last().stream().map(Endpoint::id).toList();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
