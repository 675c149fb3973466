package io.hapool.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.hapool.LogCapture;
import io.hapool.time.ManualTime;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EventPublisherTests {

	private final EventPublisher publisher = new EventPublisher(new ManualTime());

	private final List<HaEvent> seen = new ArrayList<>();

	@Test
	void tellsAllListenersInTheOrderOfPublishing() {
		List<HaEvent> other = new ArrayList<>();
		publisher.subscribe(seen::add);
		publisher.subscribe(other::add);

		publisher.publish(new Counted(1));
		publisher.publish(new Counted(2));

		assertThat(seen).containsExactly(new Counted(1), new Counted(2)).isEqualTo(other);
	}

	@Test
	void tellsOfTheWantedTypeOnly() {
		List<Counted> counted = new ArrayList<>();
		publisher.subscribe(Counted.class, counted::add);

		publisher.publish(new Other());
		publisher.publish(new Counted(1));

		assertThat(counted).containsExactly(new Counted(1));
	}

	@Test
	void eventPublishedByAListenerComesAfterTheOneItWasTold() {
		publisher.subscribe(Counted.class, (event) -> {
			if (event.number() == 1) {
				publisher.publish(new Counted(2));
			}
			seen.add(event);
		});

		publisher.publish(new Counted(1));

		assertThat(seen).containsExactly(new Counted(1), new Counted(2));
	}

	@Test
	void listenerThatThrowsIsLoggedOnceStaysAndHarmsNobody() {
		publisher.subscribe((event) -> {
			seen.add(event);
			EventPublisherTests.<RuntimeException>sneak((seen.size() == 1) ? new Exception("checked") : new Error());
		});
		List<HaEvent> other = new ArrayList<>();
		publisher.subscribe(other::add);

		try (LogCapture log = new LogCapture()) {
			IntStream.range(0, 3).forEach((number) -> publisher.publish(new Counted(number)));

			assertThat(log.warnings()).hasSize(1);
		}
		assertThat(seen).hasSize(3).isEqualTo(other);
	}

	@Test
	void closedSubscriptionIsToldNothing() {
		Subscription subscription = publisher.subscribe(seen::add);
		publisher.publish(new Counted(1));

		subscription.close();
		subscription.close();
		publisher.publish(new Counted(2));

		assertThat(seen).containsExactly(new Counted(1));
	}

	@Test
	void sameListenerSubscribedTwiceIsTwo() {
		java.util.function.Consumer<HaEvent> listener = seen::add;
		Subscription first = publisher.subscribe(listener);
		publisher.subscribe(listener);
		first.close();

		publisher.publish(new Counted(1));

		assertThat(seen).hasSize(1);
	}

	@Test
	void closedPublisherTellsNobody() {
		publisher.subscribe(seen::add);

		publisher.close();
		publisher.publish(new Counted(1));

		assertThat(seen).isEmpty();
	}

	@Test
	void listenerThatBlocksLosesTheOldestAndDelaysNobody() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		List<Integer> slow = new CopyOnWriteArrayList<>();
		List<Integer> fast = new CopyOnWriteArrayList<>();
		try (SystemTime time = new SystemTime(); EventPublisher real = new EventPublisher(time)) {
			real.subscribe(Counted.class, (event) -> {
				entered.countDown();
				awaitQuietly(release);
				slow.add(event.number());
			});
			real.publish(new Counted(0));
			entered.await();
			IntStream.rangeClosed(1, Listener.CAPACITY + 10).forEach((number) -> real.publish(new Counted(number)));
			real.subscribe(Counted.class, (event) -> fast.add(event.number()));
			real.publish(new Counted(9999));
			await().atMost(Duration.ofSeconds(10)).until(() -> fast.contains(9999));
			assertThat(slow).isEmpty();

			release.countDown();
			await().atMost(Duration.ofSeconds(10)).until(() -> slow.contains(9999));
		}
		assertThat(slow).hasSize(Listener.CAPACITY + 1).startsWith(0, 12).endsWith(Listener.CAPACITY + 10, 9999);
		assertThat(slow).isSorted();
	}

	@Test
	void manyPublishersAndOneListenerLoseNothingBelowTheCapacity() {
		List<Integer> numbers = new CopyOnWriteArrayList<>();
		try (SystemTime time = new SystemTime(); EventPublisher real = new EventPublisher(time)) {
			real.subscribe(Counted.class, (event) -> numbers.add(event.number()));

			IntStream.range(0, 1000).parallel().forEach((number) -> real.publish(new Counted(number)));

			await().atMost(Duration.ofSeconds(10)).until(() -> numbers.size() == 1000);
		}
		assertThat(numbers).doesNotHaveDuplicates();
	}

	@Test
	void publishingAfterTheTimeWasClosedIsNoError() {
		SystemTime time = new SystemTime();
		EventPublisher real = new EventPublisher(time);
		real.subscribe(seen::add);
		time.close();

		real.publish(new Counted(1));
		real.publish(new Counted(2));

		assertThat(seen).isEmpty();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> void sneak(Throwable failure) throws X {
		throw (X) failure;
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

	private record Other() implements HaEvent {

		@Override
		public Instant at() {
			return Instant.EPOCH;
		}

		@Override
		public String description() {
			return "other";
		}

	}

}
