package io.hapool.context;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.hapool.annotation.HaTemplate;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.LeaseContext;
import io.hapool.annotation.Leased;
import io.hapool.aop.BillingContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the caller's thread carries is there on the threads of later attempts, and nowhere
 * else afterwards.
 */
class ContextPropagationTests {

	private static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

	private final ObservationRegistry observations = ObservationRegistry.create();

	@BeforeEach
	void begin() {
		this.observations.observationConfig().observationHandler((context) -> true);
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.observations);
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
		MDC.put("request", "r7");
		TENANT.set("acme");
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("jane", "secret"));
	}

	@AfterEach
	void end() {
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(ObservationRegistry.NOOP);
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		MDC.clear();
		TENANT.remove();
		SecurityContextHolder.clearContext();
	}

	@Test
	void laterAttemptOfAFutureSeesWhatTheCallerHad() {
		BillingContext.runner(Service.class)
			.withBean(ObservationRegistry.class, () -> this.observations)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				Observation observation = Observation.start("request", this.observations);

				try (Observation.Scope scope = observation.openScope()) {
					service.future(null).get(5, TimeUnit.SECONDS);
				}

				assertThat(service.seen()).containsExactly("request r7 acme jane http://one",
						"request r7 acme jane http://two");
				assertThat(service.threads().get(0)).isSameAs(Thread.currentThread());
				assertThat(service.threads().get(1)).isNotSameAs(Thread.currentThread());
			});
	}

	@Test
	void laterAttemptOfAMonoSeesWhatTheSubscriberHad() {
		BillingContext.runner(Service.class)
			.withBean(ObservationRegistry.class, () -> this.observations)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				Observation observation = Observation.start("request", this.observations);

				String tenant = service.mono(null)
					.contextWrite((view) -> view.put("tenant", "from the context")
						.put(ObservationThreadLocalAccessor.KEY, observation))
					.block();

				assertThat(tenant).isEqualTo("from the context");
				assertThat(service.seen()).hasSize(2).last().isEqualTo("request r7 from the context jane http://two");
			});
	}

	@Test
	void threadOfALaterAttemptIsCleanAfterwards() {
		BillingContext.runner(Service.class)
			.withBean(ObservationRegistry.class, () -> this.observations)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				service.future(null).get(5, TimeUnit.SECONDS);
				end();

				service.future(null).get(5, TimeUnit.SECONDS);

				assertThat(service.seen()).last().isEqualTo("null null null null http://two");
			});
	}

	@Test
	void templateCarriesTheSame() {
		BillingContext.runner(Service.class)
			.withBean(ObservationRegistry.class, () -> this.observations)
			.run((context) -> {
				List<@Nullable String> seen = new CopyOnWriteArrayList<>();

				CompletableFuture<String> answer = context.getBean(HaTemplate.class)
					.executeAsync("billing", (endpoint) -> {
						seen.add(MDC.get("request") + " " + TENANT.get());
						return failFirst(endpoint);
					});

				assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("http://two");
				assertThat(seen).containsExactly("r7 acme", "r7 acme");
			});
	}

	private static CompletableFuture<String> failFirst(URI endpoint) {
		return endpoint.getHost().equals("one") ? CompletableFuture.failedFuture(new IOException("reset"))
				: CompletableFuture.completedFuture(endpoint.toString());
	}

	static class Service {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final List<Thread> threads = new CopyOnWriteArrayList<>();

		private final ObservationRegistry observations;

		Service(ObservationRegistry observations) {
			this.observations = observations;
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> future(@Leased @Nullable URI endpoint) {
			look();
			return failFirst(URI.create(String.valueOf(endpoint)));
		}

		@HighlyAvailable("billing")
		public Mono<String> mono(@Leased @Nullable URI endpoint) {
			look();
			return Mono.deferContextual((context) -> Mono.fromFuture(failFirst(URI.create(String.valueOf(endpoint))))
				.map((answer) -> context.get("tenant")));
		}

		List<String> seen() {
			return seen;
		}

		List<Thread> threads() {
			return threads;
		}

		private void look() {
			Observation observation = observations.getCurrentObservation();
			Authentication user = SecurityContextHolder.getContext().getAuthentication();
			threads.add(Thread.currentThread());
			seen.add(((observation != null) ? observation.getContext().getName() : null) + " " + MDC.get("request")
					+ " " + TENANT.get() + " " + ((user != null) ? user.getName() : null) + " "
					+ LeaseContext.current().map((lease) -> lease.target().toString()).orElse("no lease"));
		}

	}

}
