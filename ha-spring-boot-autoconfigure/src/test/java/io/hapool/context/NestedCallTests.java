package io.hapool.context;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.annotation.HaTemplate;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.LeaseContext;
import io.hapool.annotation.Leased;
import io.hapool.annotation.Nesting;
import io.hapool.aop.BillingContext;
import io.hapool.call.CallOptions;
import io.hapool.pool.Lease;
import io.hapool.reactive.ReactiveHaTemplate;
import io.hapool.reactive.ReactiveLeaseContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The lease in view, and calls within attempts.
 */
class NestedCallTests {

	private final ApplicationContextRunner runner = BillingContext.runner(Outer.class)
		.withPropertyValues("ha.pools.other.endpoints=http://elsewhere")
		.withBean(Inner.class);

	@Test
	void leaseIsInViewDuringAnAttemptOnly() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Outer.class).leaseInView(null)).isEqualTo("http://one true");
			assertThat(LeaseContext.current()).isEmpty();
			assertThatThrownBy(() -> context.getBean(HaTemplate.class).execute("billing", (endpoint) -> {
				throw new IOException(LeaseContext.current().map(Lease::target).toString());
			})).hasMessage("Optional[http://three]");
			assertThat(LeaseContext.current()).isEmpty();
		});
	}

	@Test
	void nestedCallOnTheSamePoolIsPartOfTheAttempt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Outer.class).callsInner(null)).isEqualTo("http://two");

			assertThat(context.getBean(Inner.class).tried()).containsExactly("http://one", "http://two");
			assertThat(attempts(context, "billing")).isEqualTo(2);
		});
	}

	@Test
	void nestedCallOnAnotherPoolIsACallOfItsOwn() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Outer.class).callsOther(null)).isEqualTo("http://elsewhere in http://one");

			assertThat(attempts(context, "billing")).isEqualTo(1);
			assertThat(attempts(context, "other")).isEqualTo(1);
		});
	}

	@Test
	void nestedCallMayHaveALeaseOfItsOwn() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Outer.class).callsOwn(null)).isEqualTo("http://two in http://one");
			assertThat(context.getBean(Outer.class).callsOnce(null)).isEqualTo("http://two in http://two");

			assertThat(context.getBean(Inner.class).tried()).containsExactly("http://one", "http://two", "http://two");
			assertThat(attempts(context, "billing")).isEqualTo(5);
		});
	}

	@Test
	void nestedFutureIsPartOfTheAttempt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Outer.class).callsFuture(null).join()).isEqualTo("http://two");

			assertThat(attempts(context, "billing")).isEqualTo(2);
		});
	}

	@Test
	void nestedTemplatesArePartOfTheAttemptUnlessTheyHaveOptions() {
		this.runner.run((context) -> {
			Outer outer = context.getBean(Outer.class);

			assertThat(outer.callsTemplates(null)).containsExactly("http://one", "http://one", "http://one",
					"http://one");
			assertThat(attempts(context, "billing")).isEqualTo(1);
			assertThat(outer.callsTemplateWithOptions(null)).isEqualTo("http://one");
			assertThat(attempts(context, "billing")).isEqualTo(3);
		});
	}

	@Test
	void nestedReactiveCallIsPartOfTheAttempt() {
		this.runner.run((context) -> {
			Outer outer = context.getBean(Outer.class);

			assertThat(outer.callsMono(null).block()).isEqualTo("http://two http://two");
			assertThat(attempts(context, "billing")).isEqualTo(2);
			assertThat(outer.callsFlux(null).collectList().block()).containsExactly("http://two", "http://two");
			assertThat(attempts(context, "billing")).isEqualTo(3);
		});
	}

	@Test
	void leaseThatHasEndedIsNotUsedAgain() {
		this.runner.run((context) -> {
			Outer outer = context.getBean(Outer.class);
			outer.callsOther(null);

			assertThat(outer.afterwards(null)).isEqualTo("http://one");

			assertThat(attempts(context, "billing")).isEqualTo(3);
		});
	}

	private static long attempts(ApplicationContext context, String pool) {
		return context.getBean(io.hapool.call.EndpointPools.class).get(pool).calls().attempts();
	}

	static class Outer {

		private final Inner inner;

		private final HaTemplate template;

		private final ReactiveHaTemplate reactive;

		Outer(Inner inner, HaTemplate template, ReactiveHaTemplate reactive) {
			this.inner = inner;
			this.template = template;
			this.reactive = reactive;
		}

		@HighlyAvailable("billing")
		public String leaseInView(@Leased @Nullable Lease<URI> lease) {
			Optional<Lease<?>> current = LeaseContext.current();
			return current.map(Lease::target).orElseThrow() + " " + (current.orElseThrow() == lease);
		}

		@HighlyAvailable("billing")
		public String callsInner(@Leased @Nullable URI endpoint) throws IOException {
			return inner.find(null);
		}

		@HighlyAvailable("billing")
		public String callsOther(@Leased @Nullable URI endpoint) {
			return inner.other(null) + " in " + LeaseContext.current().map(Lease::target).orElseThrow();
		}

		@HighlyAvailable("billing")
		public String callsOwn(@Leased @Nullable URI endpoint) throws IOException {
			return inner.own(null) + " in " + endpoint;
		}

		@HighlyAvailable("billing")
		public String callsOnce(@Leased @Nullable URI endpoint) throws IOException {
			return inner.once(null) + " in " + endpoint;
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> callsFuture(@Leased @Nullable URI endpoint) {
			return inner.future(null);
		}

		@HighlyAvailable("billing")
		public List<String> callsTemplates(@Leased @Nullable URI endpoint) throws IOException {
			return List.of(template.execute("billing", URI::toString),
					template.executeAsync("billing", (target) -> CompletableFuture.completedFuture(target.toString()))
						.join(),
					String.valueOf(reactive.execute("billing", (target) -> Mono.just(target.toString())).block()),
					String.valueOf(
							reactive.executeMany("billing", (target) -> Flux.just(target.toString())).blockLast()));
		}

		@HighlyAvailable("billing")
		public String callsTemplateWithOptions(@Leased @Nullable URI endpoint) {
			CallOptions<URI> options = CallOptions.<URI>builder().maxAttempts(1).build();
			return template.execute("billing", options, URI::toString);
		}

		@HighlyAvailable("billing")
		public Mono<String> callsMono(@Leased @Nullable URI endpoint) {
			return inner.mono(null)
				.flatMap((answer) -> ReactiveLeaseContext.current().map((lease) -> answer + " " + lease.target()));
		}

		@HighlyAvailable("billing")
		public Flux<String> callsFlux(@Leased @Nullable URI endpoint) {
			return inner.mono(null).repeat(1);
		}

		/** Carries its lease to where it is of no use any more. */
		String afterwards(@Nullable URI endpoint) {
			CallContext context = carriedOut();
			CallContext.Scope scope = context.restore();
			try {
				return template.execute("billing", URI::toString);
			}
			finally {
				scope.close();
			}
		}

		private CallContext carriedOut() {
			return template.execute("billing", (target) -> CallContext.capture());
		}

	}

	static class Inner {

		private final List<String> tried = new CopyOnWriteArrayList<>();

		List<String> tried() {
			return tried;
		}

		@HighlyAvailable("billing")
		public String find(@Leased @Nullable URI endpoint) throws IOException {
			return failFirst(endpoint);
		}

		@HighlyAvailable("other")
		public String other(@Leased @Nullable URI endpoint) {
			return String.valueOf(endpoint);
		}

		@HighlyAvailable(pool = "billing", nesting = Nesting.OWN_LEASE)
		public String own(@Leased @Nullable URI endpoint) throws IOException {
			return failFirst(endpoint);
		}

		@HighlyAvailable(pool = "billing", idempotent = Idempotence.NO)
		public String once(@Leased @Nullable URI endpoint) throws IOException {
			return failFirst(endpoint);
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> future(@Leased @Nullable URI endpoint) {
			try {
				return CompletableFuture.completedFuture(failFirst(endpoint));
			}
			catch (IOException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		@HighlyAvailable("billing")
		public Mono<String> mono(@Leased @Nullable URI endpoint) {
			return Mono.fromCallable(() -> failFirst(endpoint));
		}

		private String failFirst(@Nullable URI endpoint) throws IOException {
			tried.add(String.valueOf(endpoint));
			if (tried.size() == 1) {
				throw new IOException("reset");
			}
			return String.valueOf(endpoint);
		}

	}

}
