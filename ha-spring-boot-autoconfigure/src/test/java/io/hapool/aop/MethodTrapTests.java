package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.Background;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.LeaseContext;
import io.hapool.annotation.Leased;
import io.hapool.annotation.Nesting;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.support.ApplicationObjectSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Where annotated methods went wrong once: a test for each bug.
 */
class MethodTrapTests {

	@Test
	void methodThatMustNotRunTwiceDoesNotWithinACallThatMay() {
		BillingContext.runner(Outer.class).withBean(Inner.class).run((context) -> {
			Outer outer = context.getBean(Outer.class);

			assertThatThrownBy(() -> outer.order(null)).hasMessage("reset after sending");
			assertThatThrownBy(() -> outer.orderLater(null).get(10, TimeUnit.SECONDS)).hasMessageContaining("reset");
			assertThatThrownBy(() -> outer.orderReactively(null).block()).hasMessageContaining("reset");

			assertThat(context.getBean(Inner.class).paid()).isEqualTo(3);
		});
	}

	@Test
	void deferredPartOfAnAttemptSeesItsOwnLease() {
		BillingContext.runner(Outer.class)
			.withBean(Inner.class)
			.run((context) -> assertThat(context.getBean(Outer.class).asksInner(null)).isEqualTo("own lease true"));
	}

	@Test
	void hungEndpointIsLeftThoughOtherExceptionsAreNamed() {
		BillingContext.runner(Included.class).run((context) -> {
			Included service = context.getBean(Included.class);

			assertThat(service.find(null).get(10, TimeUnit.SECONDS)).isEqualTo("http://two");
			assertThat(BillingContext.pool(context).endpoint("http://one:80").orElseThrow().counts().failures())
				.isOne();
		});
	}

	@Test
	void genericTypeThatTheClassMakesAMonoIsOne() {
		BillingContext.runner(Concrete.class)
			.run((context) -> assertThat(context.getBean(Concrete.class).inherited(null).block())
				.isEqualTo("http://two"));
	}

	@Test
	void fallbackOfAMonoRunsNotOnTheThreadOfTheClientAndSeesTheContext() {
		BillingContext.runner(Remembering.class).run((context) -> {
			Remembering service = context.getBean(Remembering.class);
			MDC.put("request", "r7");

			CompletableFuture<String> answer = service.find(null).toFuture();
			MDC.clear();
			Thread client = new Thread(() -> service.sink().tryEmitError(new IllegalStateException("reset")), "client");
			client.start();

			// a virtual thread has no name
			assertThat(answer.get(10, TimeUnit.SECONDS)).matches("r7 on (ha-worker-\\d+)?");
		});
	}

	@Test
	void fallbackOfACancelledFutureDoesNotRun() {
		BillingContext.runner(Cancelled.class).run((context) -> {
			Cancelled service = context.getBean(Cancelled.class);
			CompletableFuture<String> answer = service.find(null);

			answer.cancel(true);
			service.attempts().get(0).completeExceptionally(new IOException("reset"));

			assertThat(service.fallbacks()).isZero();
			assertThat(service.attempts()).hasSize(1);
		});
	}

	@Test
	void futureEndsThoughTheApplicationHasClosed() {
		BillingContext.runner(Cancelled.class)
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms")
			.run((context) -> {
				CompletableFuture<String> answer = context.getBean(Cancelled.class).find(null);

				context.close();

				assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).cause()
					.hasMessageStartingWith("The pool was closed while the call was under way");
			});
	}

	@Test
	void classMayInheritFinalMethodsThatItCannotChange() {
		BillingContext.runner(Supported.class)
			.run((context) -> assertThat(context.getBean(Supported.class).find(null)).isEqualTo("http://one"));
	}

	static class Outer {

		private final Inner inner;

		Outer(Inner inner) {
			this.inner = inner;
		}

		@HighlyAvailable("billing")
		public String order(@Leased @Nullable URI endpoint) throws IOException {
			return inner.pay(null);
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> orderLater(@Leased @Nullable URI endpoint) {
			return inner.payLater(null).thenApply((paid) -> paid + " " + endpoint);
		}

		@HighlyAvailable("billing")
		public Mono<String> orderReactively(@Leased @Nullable URI endpoint) {
			return inner.payReactively(null).map((paid) -> paid + " " + endpoint);
		}

		@HighlyAvailable("billing")
		public @Nullable String asksInner(@Leased @Nullable URI endpoint) {
			return inner.deferred(null).block();
		}

	}

	static class Inner {

		private final AtomicInteger paid = new AtomicInteger();

		int paid() {
			return paid.get();
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public String pay(@Leased @Nullable URI endpoint) throws IOException {
			paid.incrementAndGet();
			throw new IOException("reset after sending");
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public CompletableFuture<String> payLater(@Leased @Nullable URI endpoint) {
			paid.incrementAndGet();
			return Background.supply(() -> {
				throw new IllegalStateException("reset after sending");
			});
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public Mono<String> payReactively(@Leased @Nullable URI endpoint) {
			return Mono.fromCallable(() -> {
				paid.incrementAndGet();
				throw new IllegalStateException("reset after sending");
			});
		}

		@HighlyAvailable(pool = "billing", nesting = Nesting.OWN_LEASE)
		public Mono<String> deferred(@Leased @Nullable Lease<URI> lease) {
			return Mono.fromCallable(() -> "own lease " + (LeaseContext.current().orElse(null) == lease));
		}

	}

	static class Included {

		@HighlyAvailable(pool = "billing", attemptTimeout = "200ms", includes = IOException.class)
		public CompletableFuture<String> find(@Leased @Nullable URI endpoint) {
			return "http://one".equals(String.valueOf(endpoint)) ? new CompletableFuture<>()
					: CompletableFuture.completedFuture(String.valueOf(endpoint));
		}

	}

	abstract static class Generic<R> {

		@HighlyAvailable("billing")
		public R inherited(@Leased @Nullable URI endpoint) {
			return make(endpoint);
		}

		abstract R make(@Nullable URI endpoint);

	}

	static class Concrete extends Generic<Mono<String>> {

		@Override
		Mono<String> make(@Nullable URI endpoint) {
			return Mono.fromCallable(() -> {
				if ("http://one".equals(String.valueOf(endpoint))) {
					throw new IOException("reset");
				}
				return String.valueOf(endpoint);
			});
		}

	}

	static class Remembering {

		private final Sinks.One<String> sink = Sinks.one();

		Sinks.One<String> sink() {
			return sink;
		}

		@HighlyAvailable(pool = "billing", maxAttempts = 1, fallbackMethod = "remembered")
		public Mono<String> find(@Leased @Nullable URI endpoint) {
			return sink.asMono();
		}

		String remembered() {
			return MDC.get("request") + " on " + Thread.currentThread().getName();
		}

	}

	static class Cancelled {

		private final List<CompletableFuture<String>> attempts = new CopyOnWriteArrayList<>();

		private final AtomicInteger fallbacks = new AtomicInteger();

		List<CompletableFuture<String>> attempts() {
			return attempts;
		}

		int fallbacks() {
			return fallbacks.get();
		}

		@HighlyAvailable(pool = "billing", fallbackMethod = "none")
		public CompletableFuture<String> find(@Leased @Nullable URI endpoint) {
			attempts.add(new CompletableFuture<>());
			return attempts.get(attempts.size() - 1);
		}

		String none(IOException failure) {
			fallbacks.incrementAndGet();
			return "nothing";
		}

	}

	@HighlyAvailable("billing")
	static class Supported extends ApplicationObjectSupport {

		public String find(@Leased @Nullable URI endpoint) {
			return String.valueOf(endpoint);
		}

	}

}
