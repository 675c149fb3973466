package io.hapool.reactive;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.hapool.aop.BillingContext;
import io.hapool.call.AttemptTimeoutException;
import io.hapool.call.CallOptions;
import io.hapool.pool.FailureClassifier;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams that are begun before their subscriber is there.
 */
class BegunStreamTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void streamThatIsTakenPartlyIsNotProducedWhole() {
		run((template) -> {
			AtomicInteger produced = new AtomicInteger();

			StepVerifier
				.create(template
					.executeMany("billing",
							(endpoint) -> Flux.range(0, 1_000_000).doOnNext((number) -> produced.incrementAndGet()))
					.takeWhile((number) -> number < 3))
				.expectNext(0, 1, 2)
				.expectComplete()
				.verify(LONG);

			assertThat(produced.get()).isLessThan(10);
		});
	}

	@Test
	void streamOfAnotherThreadArrivesWholeAndInOrder() {
		run((template) -> {
			Flux<Integer> numbers = template.executeMany("billing",
					(endpoint) -> Flux.range(0, 200_000).publishOn(Schedulers.parallel(), 16));

			StepVerifier.create(numbers.publishOn(Schedulers.single(), 7).index())
				.thenConsumeWhile((number) -> number.getT1() == (long) number.getT2())
				.expectComplete()
				.verify(LONG);
		});
	}

	@Test
	void streamsThatEndAtOnceEndAtOnce() {
		run((template) -> {
			StepVerifier.create(template.executeMany("billing", (endpoint) -> Flux.just(1)), 0)
				.expectSubscription()
				.thenRequest(1)
				.expectNext(1)
				.expectComplete()
				.verify(LONG);
			StepVerifier.create(template.executeMany("billing", (endpoint) -> Flux.empty()), 0)
				.expectComplete()
				.verify(LONG);
		});
	}

	@Test
	void streamIsCancelledWhenItBeginsDuringItsAbort() {
		run((template) -> {
			AtomicReference<FluxSink<String>> sink = new AtomicReference<>();
			AtomicBoolean cancelled = new AtomicBoolean();
			CallOptions<URI> options = CallOptions.<URI>builder()
				.attemptTimeout(Duration.ofMillis(100))
				.idempotent(false)
				.classify((failure) -> {
					sink.get().next("late");
					return null;
				})
				.build();

			StepVerifier
				.create(template.executeMany("billing", options,
						(endpoint) -> Flux.<String>create(sink::set).doOnCancel(() -> cancelled.set(true))))
				.expectError(AttemptTimeoutException.class)
				.verify(LONG);

			assertThat(cancelled).isTrue();
		});
	}

	@Test
	void streamIsCancelledWhenItsSubscriberGoesWhileItsFirstElementIsJudged() {
		run((template) -> {
			AtomicReference<FluxSink<String>> sink = new AtomicReference<>();
			AtomicBoolean cancelled = new AtomicBoolean();
			AtomicReference<Disposable> subscription = new AtomicReference<>();
			Judge judge = new Judge(() -> subscription.get().dispose());
			CallOptions<URI> options = CallOptions.<URI>builder().classify(judge).build();
			subscription.set(template
				.executeMany("billing", options,
						(endpoint) -> Flux.<String>create(sink::set).doOnCancel(() -> cancelled.set(true)))
				.subscribe());

			sink.get().next("first");

			assertThat(cancelled).isTrue();
			assertThat(judge.judged).hasValue("first");
		});
	}

	private static void run(Consumer<ReactiveHaTemplate> test) {
		ContextConsumer<AssertableApplicationContext> consumer = (context) -> test
			.accept(context.getBean(ReactiveHaTemplate.class));
		BillingContext.runner(Object.class).run(consumer);
	}

	/** Does something while it judges a value. */
	private static final class Judge implements FailureClassifier {

		private final AtomicReference<@Nullable Object> judged = new AtomicReference<>();

		private final Runnable meanwhile;

		Judge(Runnable meanwhile) {
			this.meanwhile = meanwhile;
		}

		@Override
		public @Nullable Outcome classify(Throwable failure) {
			return null;
		}

		@Override
		public @Nullable Outcome classifyResult(@Nullable Object result) {
			judged.set(result);
			meanwhile.run();
			return null;
		}

	}

}
