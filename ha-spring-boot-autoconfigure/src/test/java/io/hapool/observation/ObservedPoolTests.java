package io.hapool.observation;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hapool.annotation.HaTemplate;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.observation.autoconfigure.ObservationAutoConfiguration;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.reactive.ReactiveHaTemplate;
import io.hapool.reactive.autoconfigure.ReactiveAutoConfiguration;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is observed of calls, by whatever door they come.
 */
class ObservedPoolTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	/** In the order of their beginnings. */
	private final List<Observation.Context> seen = new CopyOnWriteArrayList<>();

	private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(ours())
		.withBean(ObservationRegistry.class, () -> this.registry)
		.withBean(Billing.class)
		.withPropertyValues("ha.observations.enabled=true", "ha.pools.billing.selection=sticky",
				"ha.pools.billing.endpoints=http://one:8080,http://two:8080,http://three:8080");

	@BeforeEach
	void watch() {
		this.registry.observationConfig().observationHandler(new Recording(this.seen, this.ended));
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void oneObservationForTheCallAndOneForEachAttempt(Door door) {
		this.contextRunner.run((context) -> {
			String host = door.call(context, this::failOnOne);

			assertThat(host).isEqualTo("two");
			assertThat(observations("ha.calls")).singleElement().satisfies((call) -> {
				assertThat(tag(call, "pool")).isEqualTo("billing");
				assertThat(tag(call, "outcome")).isEqualTo("success");
				assertThat(call.getHighCardinalityKeyValues()).isEmpty();
				assertThat(call.getError()).isNull();
			});
			assertThat(observations("ha.attempt")).extracting((attempt) -> tag(attempt, "outcome"))
				.containsExactly("failure", "success");
			assertThat(observations("ha.attempt"))
				.extracting((attempt) -> attempt.getHighCardinalityKeyValue("endpoint"))
				.extracting((tag) -> tag.getValue())
				.containsExactly("one-8080", "two-8080");
			assertThat(observations("ha.attempt").get(0).getError()).isInstanceOf(IOException.class);
			assertThat(observations("ha.attempt"))
				.allSatisfy((attempt) -> assertThat(parent(attempt)).isSameAs(observations("ha.calls").get(0)));
			assertThat(observations("client")).extracting(ObservedPoolTests::parent)
				.containsExactlyElementsOf(List.copyOf(observations("ha.attempt")));
			assertThat(this.registry.getCurrentObservation()).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void callIsChildOfWhatItsCallerDoes(Door door) {
		this.contextRunner.run((context) -> {
			Observation caller = Observation.start("caller", this.registry);
			try (Observation.Scope scope = caller.openScope()) {
				assertThat(scope).isNotNull();
				door.call(context, this::failOnOne);
				assertThat(this.registry.getCurrentObservation()).isSameAs(caller);
			}
			caller.stop();

			assertThat(parent(observations("ha.calls").get(0))).isSameAs(caller.getContext());
		});
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void failedCallKeepsItsError(Door door) {
		this.contextRunner.run((context) -> {
			assertThatThrownBy(() -> door.call(context, (endpoint) -> {
				throw new IOException("down");
			})).satisfies((thrown) -> assertThat(Stream.iterate(thrown, (link) -> link != null, Throwable::getCause))
				.anyMatch((link) -> "down".equals(link.getMessage())));

			assertThat(tag(observations("ha.calls").get(0), "outcome")).isEqualTo("failure");
			assertThat(observations("ha.calls").get(0).getError()).isInstanceOf(IOException.class);
			assertThat(observations("ha.attempt")).hasSize(3);
		});
	}

	@Test
	void subscribersObservationIsTheParent() {
		this.contextRunner.run((context) -> {
			Observation caller = Observation.start("caller", this.registry);

			context.getBean(ReactiveHaTemplate.class)
				.execute("billing", (endpoint) -> Mono.deferContextual((reactor) -> {
					Observation seen = reactor.get(ObservationThreadLocalAccessor.KEY);
					return Mono.just(String.valueOf(seen.getContext().getName()));
				}))
				.contextWrite((reactor) -> reactor.put(ObservationThreadLocalAccessor.KEY, caller))
				.as((answer) -> {
					assertThat(answer.block()).isEqualTo("ha.attempt");
					return answer;
				});
			caller.stop();

			assertThat(parent(observations("ha.calls").get(0))).isSameAs(caller.getContext());
		});
	}

	@Test
	void cancelledCallEnds() {
		this.contextRunner.run((context) -> {
			EndpointPool<URI> pool = context.getBean(EndpointPools.class).get("billing", URI.class);
			CompletableFuture<String> hangs = new CompletableFuture<>();

			CompletableFuture<String> result = pool.callAsync((endpoint) -> hangs);
			result.cancel(true);

			assertThat(hangs).isCancelled();
			assertThat(tag(observations("ha.calls").get(0), "outcome")).isEqualTo("failure");
			assertThat(tag(observations("ha.attempt").get(0), "outcome")).isEqualTo("failure");
		});
	}

	@Test
	void conventionsCanBeReplaced() {
		this.contextRunner.withBean(HaCallObservationConvention.class, MyConvention::new).run((context) -> {
			context.getBean(HaTemplate.class).execute("billing", URI::getHost);

			assertThat(observations("my.calls")).singleElement()
				.satisfies((call) -> assertThat(tag(call, "service")).isEqualTo("billing"));
			assertThat(observations("ha.attempt")).hasSize(1);
		});
	}

	@Test
	void registryAndBeansShowTheSamePool() {
		this.contextRunner.run((context) -> {
			EndpointPool<?> pool = context.getBean(EndpointPools.class).get("billing");
			assertThat(context.getBean("billingEndpointPool")).isSameAs(pool).isInstanceOf(ObservedPool.class);
			assertThat(pool).hasToString("pool billing");
		});
	}

	@Test
	void withoutTracerNothingIsWrapped() {
		new ApplicationContextRunner().withConfiguration(ours())
			.withBean(ObservationRegistry.class, () -> this.registry)
			.withPropertyValues("ha.pools.billing.endpoints=http://one:8080")
			.run((context) -> {
				assertThat(context.getBean(EndpointPools.class).get("billing")).isNotInstanceOf(ObservedPool.class);
				assertThat(context).doesNotHaveBean(ObservedPoolPostProcessor.class);
			});
	}

	@Test
	void withTracerItIsOnUnlessSwitchedOff() {
		ApplicationContextRunner traced = new ApplicationContextRunner().withConfiguration(ours())
			.withBean(Tracer.class, SimpleTracer::new)
			.withPropertyValues("ha.pools.billing.endpoints=http://one:8080");

		traced.run((context) -> assertThat(context).hasSingleBean(ObservedPoolPostProcessor.class));
		traced.withPropertyValues("ha.observations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ObservedPoolPostProcessor.class));
	}

	@Test
	void spansOfAttemptsAreChildrenOfTheSpanOfTheCall() {
		SimpleTracer tracer = new SimpleTracer();
		this.registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
		this.contextRunner.run((context) -> {
			context.getBean(HaTemplate.class).execute("billing", this::failOnOne);

			List<SimpleSpan> spans = List.copyOf(tracer.getSpans());
			assertThat(spans).extracting(SimpleSpan::getName)
				.containsExactly("billing call", "billing attempt", "client", "billing attempt", "client");
			assertThat(spans.subList(1, 5)).extracting((span) -> span.context().parentId())
				.containsExactly(spans.get(0).context().spanId(), spans.get(1).context().spanId(),
						spans.get(0).context().spanId(), spans.get(3).context().spanId());
			assertThat(spans.get(1).getError()).hasMessage("reset");
			assertThat(spans.get(3).getTags()).containsEntry("endpoint", "two-8080")
				.containsEntry("outcome", "success");
		});
	}

	private static AutoConfigurations ours() {
		return AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class,
				ReactiveAutoConfiguration.class, ObservationAutoConfiguration.class);
	}

	/** What a client does that is observed itself. */
	private String failOnOne(URI endpoint) throws IOException {
		Observation.start("client", this.registry).stop();
		if (endpoint.getHost().equals("one")) {
			throw new IOException("reset");
		}
		return endpoint.getHost();
	}

	/** A caller may be answered a moment before the observation of its call ends. */
	private List<Observation.Context> observations(String name) {
		List<Observation.Context> named = this.seen.stream()
			.filter((context) -> name.equals(context.getName()))
			.toList();
		Awaitility.await().until(() -> this.ended.containsAll(named));
		return named;
	}

	private static Object parent(Observation.Context context) {
		return context.getParentObservation().getContextView();
	}

	private static String tag(Observation.Context context, String key) {
		return context.getLowCardinalityKeyValue(key).getValue();
	}

	private record Recording(List<Observation.Context> seen,
			List<Observation.Context> ended) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			seen.add(context);
		}

		@Override
		public void onStop(Observation.Context context) {
			ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	static class MyConvention implements HaCallObservationConvention {

		@Override
		public String getName() {
			return "my.calls";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(HaCallContext context) {
			return KeyValues.of("service", context.getPool());
		}

	}

	static class Billing {

		@HighlyAvailable("billing")
		public String find(Attempt<URI, String, IOException> attempt, @Leased URI endpoint) throws IOException {
			return attempt.run(endpoint);
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> findLater(Attempt<URI, String, IOException> attempt, @Leased URI endpoint) {
			return later(attempt, endpoint);
		}

		@HighlyAvailable("billing")
		public Mono<String> findReactively(Attempt<URI, String, IOException> attempt, @Leased URI endpoint) {
			return Mono.fromCallable(() -> attempt.run(endpoint));
		}

	}

	private static CompletableFuture<String> later(Attempt<URI, String, IOException> attempt, URI endpoint) {
		try {
			String value = attempt.run(endpoint);
			return new CompletableFuture<String>().completeOnTimeout(value, 1, TimeUnit.MILLISECONDS);
		}
		catch (IOException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** A way to make a call. */
	enum Door {

		POOL {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt)
					throws Exception {
				return pool(context).call(attempt);
			}
		},

		POOL_WITH_OPTIONS {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt)
					throws Exception {
				return pool(context).call(CallOptions.<URI>builder().build(), attempt);
			}
		},

		POOL_ASYNC {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt) {
				return pool(context).<String>callAsync((endpoint) -> later(attempt, endpoint)).join();
			}
		},

		TEMPLATE {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt)
					throws Exception {
				return context.getBean(HaTemplate.class).execute("billing", attempt);
			}
		},

		TEMPLATE_ASYNC {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt) {
				return context.getBean(HaTemplate.class)
					.<String>executeAsync("billing", (endpoint) -> later(attempt, endpoint))
					.join();
			}
		},

		METHOD {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt)
					throws Exception {
				return context.getBean(Billing.class).find(attempt, null);
			}
		},

		FUTURE_METHOD {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt) {
				return context.getBean(Billing.class).findLater(attempt, null).join();
			}
		},

		MONO_METHOD {
			@Override
			String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt) {
				return context.getBean(Billing.class).findReactively(attempt, null).block();
			}
		};

		abstract String call(AssertableApplicationContext context, Attempt<URI, String, IOException> attempt)
				throws Exception;

		private static EndpointPool<URI> pool(AssertableApplicationContext context) {
			return context.getBean(EndpointPools.class).get("billing", URI.class);
		}

	}

}
