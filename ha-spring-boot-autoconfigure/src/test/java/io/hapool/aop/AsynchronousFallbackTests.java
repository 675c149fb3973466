package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.EndpointPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Fallbacks of methods that return futures and publishers.
 */
class AsynchronousFallbackTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void fallbackOfAFutureMayReturnAFutureOrThePlainValue() {
		BillingContext.runner(Futures.class).run((context) -> {
			Futures service = context.getBean(Futures.class);
			MDC.put("request", "r7");

			assertThat(service.toStage(null).get(10, TimeUnit.SECONDS)).isEqualTo("later 3");
			assertThat(service.toPlain(null).toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("at once");
			assertThat(service.toNothing(null).get(10, TimeUnit.SECONDS)).isNull();

			MDC.clear();
			assertThat(service.seen()).containsExactly("0 r7 other thread", "0 r7 other thread", "0 r7 other thread");
		});
	}

	@Test
	void fallbackOfAFutureThatFailsKeepsTheFailureOfTheCall() {
		BillingContext.runner(Futures.class).run((context) -> {
			CompletableFuture<String> answer = context.getBean(Futures.class).toFailure(null);

			assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).cause()
				.hasMessage("nothing known")
				.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
					.satisfies((call) -> assertThat(call).hasMessage("reset").isInstanceOf(IOException.class)));
		});
	}

	@Test
	void cancelledFutureHasNoFallback() {
		BillingContext.runner(Futures.class).run((context) -> {
			Futures service = context.getBean(Futures.class);

			CompletableFuture<String> answer = service.hanging(null);
			answer.cancel(true);
			assertThatThrownBy(() -> service.cancelled(null).join()).isInstanceOf(CancellationException.class);

			assertThat(service.attempts()).singleElement().satisfies((attempt) -> assertThat(attempt).isCancelled());
			assertThat(service.seen()).isEmpty();
			assertThat(context.getBean(EndpointPools.class).get("billing").openLeases()).isZero();
		});
	}

	@Test
	void fallbackOfAMonoMayReturnAMonoOrThePlainValue() {
		BillingContext.runner(Publishers.class).run((context) -> {
			Publishers service = context.getBean(Publishers.class);

			StepVerifier.create(service.toMono(null)).expectNext("later 3").expectComplete().verify(LONG);
			StepVerifier.create(service.toPlain(null)).expectNext("at once").expectComplete().verify(LONG);
			StepVerifier.create(service.toFailure(null))
				.expectErrorSatisfies((failure) -> assertThat(failure).hasMessage("nothing known")
					.satisfies((thrown) -> assertThat(thrown.getSuppressed()).hasSize(1)))
				.verify(LONG);
		});
	}

	@Test
	void fallbackOfAFluxAnswersBeforeTheFirstElementOnly() {
		BillingContext.runner(Publishers.class).run((context) -> {
			Publishers service = context.getBean(Publishers.class);

			StepVerifier.create(service.toFlux(null)).expectNext("a", "b").expectComplete().verify(LONG);
			StepVerifier.create(service.brokenInTheMiddle(null))
				.expectNext("first")
				.expectError(IOException.class)
				.verify(LONG);
		});
	}

	static class Futures {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final List<CompletableFuture<String>> attempts = new CopyOnWriteArrayList<>();

		private final EndpointPools pools;

		Futures(EndpointPools pools) {
			this.pools = pools;
		}

		List<String> seen() {
			return seen;
		}

		List<CompletableFuture<String>> attempts() {
			return attempts;
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "later")
		public CompletableFuture<String> toStage(@Leased @Nullable URI endpoint) {
			return CompletableFuture.failedFuture(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "atOnce")
		public CompletionStage<String> toPlain(@Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "nothing")
		public CompletableFuture<String> toNothing(@Leased @Nullable URI endpoint) throws IOException {
			throw new IOException("reset");
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "failing")
		public CompletableFuture<String> toFailure(@Leased @Nullable URI endpoint) {
			return CompletableFuture.failedFuture(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "atOnce")
		public CompletableFuture<String> hanging(@Leased @Nullable URI endpoint) {
			attempts.add(new CompletableFuture<>());
			return attempts.get(0);
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "atOnce")
		public CompletableFuture<String> cancelled(@Leased @Nullable URI endpoint) {
			CompletableFuture<String> attempt = new CompletableFuture<>();
			attempt.cancel(true);
			return attempt;
		}

		private CompletableFuture<String> later(IOException failure) {
			look(Thread.currentThread());
			return CompletableFuture.completedFuture("later " + (failure.getSuppressed().length + 1));
		}

		private String atOnce(Exception failure) {
			look(Thread.currentThread());
			return "at once";
		}

		private @Nullable String nothing() {
			look(Thread.currentThread());
			return null;
		}

		private String failing(Exception failure) {
			throw new IllegalStateException("nothing known");
		}

		private void look(Thread thread) {
			seen.add(pools.get("billing").openLeases() + " " + MDC.get("request") + " "
					+ (thread.getName().equals("main") ? "same thread" : "other thread"));
		}

	}

	static class Publishers {

		@HighlyAvailable(pool = "billing", fallbackMethod = "later")
		public Mono<String> toMono(@Leased @Nullable URI endpoint) {
			return Mono.error(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "atOnce")
		public Mono<String> toPlain(@Leased @Nullable URI endpoint) {
			return Mono.error(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "failing")
		public Mono<String> toFailure(@Leased @Nullable URI endpoint) {
			return Mono.error(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "several")
		public Flux<String> toFlux(@Leased @Nullable URI endpoint) {
			return Flux.error(new IOException("reset"));
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "several")
		public Flux<String> brokenInTheMiddle(@Leased @Nullable URI endpoint) {
			return Flux.concat(Flux.just("first"), Flux.error(new IOException("reset")));
		}

		private Mono<String> later(IOException failure) {
			return Mono.just("later " + (failure.getSuppressed().length + 1));
		}

		private String atOnce(Exception failure) {
			return "at once";
		}

		private Flux<String> several(Exception failure) {
			return Flux.just("a", "b");
		}

		private String failing(Exception failure) {
			throw new IllegalStateException("nothing known");
		}

	}

}
