package io.hapool.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import io.hapool.time.ManualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventHistoryTests {

	private final EventPublisher publisher = new EventPublisher(new ManualTime());

	private final EventHistory history = new EventHistory(3);

	@Test
	void keepsTheLatestAndSaysHowManyAreLost() {
		publisher.keepIn(history);

		publish(5);

		EventHistory.Excerpt all = history.since(0);
		assertThat(sequences(all)).containsExactly(3L, 4L, 5L);
		assertThat(all.entries()).extracting(EventHistory.Entry::event)
			.containsExactly(new Counted(3), new Counted(4), new Counted(5));
		assertThat(all.next()).isEqualTo(5);
		assertThat(all.lost()).isEqualTo(2);
	}

	@Test
	void whoAsksOnGetsEachOnce() {
		publisher.keepIn(history);
		publish(2);

		EventHistory.Excerpt first = history.since(0);
		publish(1);
		EventHistory.Excerpt second = history.since(first.next());

		assertThat(sequences(first)).containsExactly(1L, 2L);
		assertThat(sequences(second)).containsExactly(3L);
		assertThat(second.lost()).isZero();
		assertThat(history.since(second.next()).entries()).isEmpty();
		assertThat(history.since(second.next()).next()).isEqualTo(3);
	}

	@Test
	void numberFromBeforeARestartStandsForTheBeginning() {
		publisher.keepIn(history);
		publish(2);

		assertThat(sequences(history.since(900))).containsExactly(1L, 2L);
		assertThat(history.since(900).lost()).isZero();
		assertThat(sequences(history.since(-1))).containsExactly(1L, 2L);
		assertThat(sequences(history.since(Long.MIN_VALUE))).containsExactly(1L, 2L);
		assertThat(history.since(Long.MAX_VALUE).next()).isEqualTo(2);
	}

	@Test
	void toldTwiceByOnePublisherItKeepsOnceAndNothingAfterItsEnd() {
		publisher.keepIn(history);
		Subscription subscription = publisher.keepIn(history);

		publish(1);
		subscription.close();
		publish(1);

		assertThat(sequences(history.since(0))).containsExactly(1L);
	}

	@Test
	void emptyHistoryHasNothingAndBeginsAtZero() {
		assertThat(history.since(0)).isEqualTo(new EventHistory.Excerpt(List.of(), 0, 0));
	}

	@Test
	void manyThreadsGetNumbersWithoutGaps() throws InterruptedException {
		EventHistory large = new EventHistory(4_000);
		publisher.keepIn(large);
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int first = i * 1_000;
			threads.add(new Thread(() -> {
				await(start);
				for (int number = first; number < first + 1_000; number++) {
					publisher.publish(new Counted(number));
				}
			}));
		}
		threads.forEach(Thread::start);
		start.countDown();
		for (Thread thread : threads) {
			thread.join();
		}

		EventHistory.Excerpt all = large.since(0);
		assertThat(sequences(all)).containsExactlyElementsOf(LongStream.rangeClosed(1, 4_000).boxed().toList());
		assertThat(all.entries()).extracting(EventHistory.Entry::event).doesNotHaveDuplicates();
		for (int i = 0; i < 4; i++) {
			int thread = i;
			assertThat(all.entries().stream().map((entry) -> ((Counted) entry.event()).number()))
				.filteredOn((number) -> number / 1_000 == thread)
				.isSorted();
		}
	}

	@Test
	void capacityIsAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new EventHistory(0))
			.withMessage("capacity: 0 (expected: >= 1)");
	}

	private void publish(int count) {
		long before = history.since(0).next();
		for (int i = 1; i <= count; i++) {
			publisher.publish(new Counted((int) before + i));
		}
	}

	private static List<Long> sequences(EventHistory.Excerpt excerpt) {
		return excerpt.entries().stream().map(EventHistory.Entry::sequence).toList();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private record Counted(int number) implements HaEvent {

		@Override
		public Instant at() {
			return Instant.EPOCH;
		}

		@Override
		public String description() {
			return "number " + number;
		}

	}

}
