package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.AttemptTimeoutException;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.pool.EndpointSnapshot;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static io.hapool.aop.BillingContext.pool;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods that return a {@code Mono} or a {@code Flux}.
 */
class ReactiveMethodTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void nothingHappensBeforeSubscriptionAndEachIsACallOfItsOwn() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			Mono<String> answer = service.one(null);
			assertThat(service.tried()).isEmpty();
			assertThat(pool(context).calls().started()).isZero();

			for (int i = 0; i < 2; i++) {
				StepVerifier.create(answer)
					.then(() -> service.emitters().get(service.emitters().size() - 1).emit("answer"))
					.expectNext("answer")
					.verifyComplete();
			}

			assertThat(service.tried()).containsExactly("http://one", "http://one");
			assertThat(pool(context).calls()).isEqualTo(new CallCounts(2, 2, 0, 2, 0));
		});
	}

	@Test
	void secondEndpointAnswersAfterTheFirstHasFailedLater() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);

			StepVerifier.create(service.one(null))
				.then(() -> service.emitters().get(0).error(new IOException("reset")))
				.then(() -> service.awaitEmitter(2).emit("answer of two"))
				.expectNext("answer of two")
				.expectComplete()
				.verify(LONG);

			assertThat(service.tried()).containsExactly("http://one", "http://two");
			assertThat(pool(context).calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(pool(context).openLeases()).isZero();
		});
	}

	@Test
	void emptyIsASuccess() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);

			StepVerifier.create(service.one(null)).then(() -> service.emitters().get(0).complete()).verifyComplete();
			StepVerifier.create(service.many(null)).then(() -> service.emitters().get(1).complete()).verifyComplete();

			assertThat(pool(context).calls()).isEqualTo(new CallCounts(2, 2, 0, 2, 0));
		});
	}

	@Test
	void lastOriginalExceptionIsGivenWithTheOthersSuppressed() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			List<IOException> failures = List.of(new IOException("1"), new IOException("2"), new IOException("3"));

			for (boolean many : new boolean[] { false, true }) {
				int earlier = service.emitters().size();
				StepVerifier.create(many ? service.many(null) : service.one(null))
					.then(() -> service.awaitEmitter(earlier + 1).error(failures.get(0)))
					.then(() -> service.awaitEmitter(earlier + 2).error(failures.get(1)))
					.then(() -> service.awaitEmitter(earlier + 3).error(failures.get(2)))
					.expectErrorSatisfies((failure) -> {
						assertThat(failure).isSameAs(failures.get(2));
						assertThat(failure.getSuppressed()).contains(failures.get(0), failures.get(1));
					})
					.verify(LONG);
			}
		});
	}

	@Test
	void cancellingGivesTheLeaseBackAndBooksNothing() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);

			Disposable one = service.one(null).subscribe();
			Disposable many = service.many(null).subscribe();
			one.dispose();
			many.dispose();

			service.emitters().forEach(TestPublisher::assertCancelled);
			assertThat(service.tried()).hasSize(2);
			EndpointPool<?> pool = pool(context);
			assertThat(pool.openLeases()).isZero();
			assertThat(pool.endpoint("http://one:80").orElseThrow().counts())
				.extracting(EndpointSnapshot.Counts::successes, EndpointSnapshot.Counts::failures)
				.containsExactly(0L, 0L);
		});
	}

	@Test
	void callEndsWithItsDeadline() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);

			for (Flux<String> answer : List.of(service.oneSoon(null).flux(), service.manySoon(null))) {
				List<Duration> taken = new ArrayList<>();
				for (int i = 0; i < 5; i++) {
					taken.add(StepVerifier.create(answer).expectError(AttemptTimeoutException.class).verify(LONG));
				}
				Collections.sort(taken);
				assertThat(taken.get(2)).isBetween(Duration.ofMillis(190), Duration.ofMillis(450));
			}

			assertThat(pool(context).openLeases()).isZero();
			// the caller does not wait for it
			Awaitility.await().untilAsserted(() -> service.emitters().forEach(TestPublisher::assertCancelled));
		});
	}

	@Test
	void streamMovesOnUntilItsFirstElement() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			IOException failure = new IOException("broken in the middle");

			StepVerifier.create(service.many(null))
				.then(() -> service.emitters().get(0).error(new IOException("reset")))
				.then(() -> service.awaitEmitter(2).next("a", "b"))
				.expectNext("a", "b")
				.then(() -> service.emitters().get(1).error(failure))
				.expectErrorSatisfies((passed) -> assertThat(passed).isSameAs(failure))
				.verify(LONG);

			assertThat(service.tried()).containsExactly("http://one", "http://two");
			assertThat(pool(context).calls()).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
		});
	}

	@Test
	void leaseEndsWithTheFirstElementAndTheStreamGoesOnPastTheDeadline() {
		BillingContext.runner(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);

			StepVerifier.create(service.manySoon(null))
				.then(() -> service.emitters().get(0).next("a"))
				.expectNext("a")
				.then(() -> assertThat(pool(context).openLeases()).isZero())
				.expectNoEvent(Duration.ofMillis(300))
				.then(() -> service.emitters().get(0).emit("b"))
				.expectNext("b")
				.expectComplete()
				.verify(LONG);
		});
	}

	@Test
	void streamIsAskedForWhatItsSubscriberAsksFor() {
		BillingContext.runner(Counting.class).run((context) -> {
			Counting service = context.getBean(Counting.class);

			StepVerifier.create(service.numbers(null), 0)
				.thenRequest(1)
				.expectNext(1)
				.then(() -> assertThat(service.emitted()).containsExactly(1))
				.thenRequest(3)
				.expectNext(2, 3, 4)
				.then(() -> assertThat(service.emitted()).containsExactly(1, 2, 3, 4))
				.thenCancel()
				.verify(LONG);

			assertThat(service.emitted()).containsExactly(1, 2, 3, 4);
			assertThat(service.cancellations()).hasSize(1);
		});
	}

	@Test
	void longStreamArrivesWholeAndInOrder() {
		BillingContext.runner(Counting.class).run((context) -> {
			List<Integer> numbers = context.getBean(Counting.class)
				.numbers(null)
				.take(100_000)
				.collectList()
				.block(LONG);

			assertThat(numbers).hasSize(100_000).isSorted().startsWith(1).endsWith(100_000);
		});
	}

	@Test
	void whatTheMethodThrowsMovesTheCallOn() {
		BillingContext.runner(Throwing.class).run((context) -> {
			Throwing service = context.getBean(Throwing.class);

			assertThat(service.one(null).block(LONG)).isEqualTo("http://two");
			assertThat(service.many(null).collectList().block(LONG)).containsExactly("http://two");
		});
	}

	static class Service {

		private final List<String> tried = new CopyOnWriteArrayList<>();

		List<String> tried() {
			return tried;
		}

		private final List<TestPublisher<String>> emitters = new CopyOnWriteArrayList<>();

		List<TestPublisher<String>> emitters() {
			return emitters;
		}

		@HighlyAvailable("billing")
		public Mono<String> one(@Leased @Nullable URI endpoint) {
			return begin(endpoint).mono();
		}

		@HighlyAvailable("billing")
		public Flux<String> many(@Leased @Nullable URI endpoint) {
			return begin(endpoint).flux();
		}

		@HighlyAvailable(pool = "billing", timeout = "200ms")
		public Mono<String> oneSoon(@Leased @Nullable URI endpoint) {
			return begin(endpoint).mono();
		}

		@HighlyAvailable(pool = "billing", timeout = "200ms")
		public Flux<String> manySoon(@Leased @Nullable URI endpoint) {
			return begin(endpoint).flux();
		}

		TestPublisher<String> awaitEmitter(int number) {
			return BillingContext.await(emitters, number);
		}

		private TestPublisher<String> begin(@Nullable URI endpoint) {
			TestPublisher<String> emitter = TestPublisher.create();
			tried.add(String.valueOf(endpoint));
			emitters.add(emitter);
			return emitter;
		}

	}

	static class Counting {

		private final List<Integer> emitted = new CopyOnWriteArrayList<>();

		List<Integer> emitted() {
			return emitted;
		}

		private final List<String> cancellations = new CopyOnWriteArrayList<>();

		List<String> cancellations() {
			return cancellations;
		}

		@HighlyAvailable("billing")
		public Flux<Integer> numbers(@Leased @Nullable URI endpoint) {
			return Flux.range(1, 1_000_000).doOnNext((number) -> {
				if (number <= 10) {
					emitted.add(number);
				}
			}).doOnCancel(() -> cancellations.add("cancelled"));
		}

	}

	static class Throwing {

		@HighlyAvailable("billing")
		public Mono<String> one(@Leased @Nullable URI endpoint) {
			return Mono.just(second(endpoint));
		}

		@HighlyAvailable("billing")
		public Flux<String> many(@Leased @Nullable URI endpoint) {
			return Flux.just(second(endpoint));
		}

		private static String second(@Nullable URI endpoint) {
			if ("http://one".equals(String.valueOf(endpoint))) {
				throw new IllegalStateException("thrown at " + endpoint);
			}
			return String.valueOf(endpoint);
		}

	}

}
