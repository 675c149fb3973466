package io.hapool.aop;

import java.io.IOException;
import java.net.URI;

import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration;
import io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration;
import io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The annotation beside those of Resilience4j, all in the places that they have by
 * themselves.
 */
class Resilience4jNeighbourTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void circuitBreakerAndRateLimiterSeeOneCallAndTheBulkheadEachAttempt(boolean ofClass) {
		runner(ofClass).run((context) -> {
			Billing billing = context.getBean(Billing.class);

			assertThat(billing.find("7", null)).isEqualTo("7 http://two");

			assertThat(ChainScene.events(context)).containsExactly("rate limiter permits", "bulkhead permits",
					"http://one runs", "bulkhead ends", "bulkhead permits", "http://two runs", "bulkhead ends",
					"circuit breaker counts a success");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 1, 0, 2, 1));
			assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void openCircuitBreakerLeasesNothing(boolean ofClass) {
		runner(ofClass).run((context) -> {
			context.getBean(CircuitBreakerRegistry.class).circuitBreaker("billing").transitionToOpenState();

			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> context.getBean(Billing.class).find("7", null));

			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void exhaustedRateLimiterLeasesNothing(boolean ofClass) {
		runner(ofClass).run((context) -> {
			context.getBean(RateLimiterRegistry.class).rateLimiter("billing").drainPermissions();

			assertThatExceptionOfType(RequestNotPermitted.class)
				.isThrownBy(() -> context.getBean(Billing.class).find("7", null));

			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void fullBulkheadEndsTheCallAndBlamesNobody(boolean ofClass) {
		runner(ofClass).withPropertyValues("ha.pools.billing.isolation.consecutive-failures=1").run((context) -> {
			context.getBean(BulkheadRegistry.class).bulkhead("billing").acquirePermission();
			ChainScene.events(context).clear();

			assertThatExceptionOfType(BulkheadFullException.class)
				.isThrownBy(() -> context.getBean(Billing.class).find("7", null));

			assertThat(ChainScene.events(context)).containsExactly("rate limiter permits", "bulkhead refuses",
					"circuit breaker counts a failure");
			assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(1, 0, 1, 1, 0));
			assertThat(context.getBean(EndpointPools.class).get("billing").isolated()).isEmpty();
		});
	}

	private static ApplicationContextRunner runner(boolean ofClass) {
		return ChainScene
			.runner(CircuitBreakerAutoConfiguration.class, RateLimiterAutoConfiguration.class,
					BulkheadAutoConfiguration.class)
			.withPropertyValues("spring.aop.proxy-target-class=" + ofClass,
					"resilience4j.bulkhead.instances.billing.max-concurrent-calls=1",
					"resilience4j.ratelimiter.instances.billing.limit-for-period=1",
					"resilience4j.ratelimiter.instances.billing.limit-refresh-period=1h",
					"resilience4j.ratelimiter.instances.billing.timeout-duration=0",
					"resilience4j.circuitbreaker.instances.billing.minimum-number-of-calls=1")
			.withBean(Guarded.class)
			.withBean(GuardEvents.class);
	}

	static final class GuardEvents {

		GuardEvents(Events events, CircuitBreakerRegistry breakers, RateLimiterRegistry limiters,
				BulkheadRegistry bulkheads) {
			breakers.circuitBreaker("billing")
				.getEventPublisher()
				.onSuccess((event) -> events.lines.add("circuit breaker counts a success"))
				.onError((event) -> events.lines.add("circuit breaker counts a failure"));
			limiters.rateLimiter("billing")
				.getEventPublisher()
				.onSuccess((event) -> events.lines.add("rate limiter permits"));
			bulkheads.bulkhead("billing")
				.getEventPublisher()
				.onCallPermitted((event) -> events.lines.add("bulkhead permits"))
				.onCallRejected((event) -> events.lines.add("bulkhead refuses"))
				.onCallFinished((event) -> events.lines.add("bulkhead ends"));
		}

	}

	static class Guarded implements Billing {

		private final Events events;

		Guarded(Events events) {
			this.events = events;
		}

		@Override
		@CircuitBreaker(name = "billing")
		@RateLimiter(name = "billing")
		@Bulkhead(name = "billing")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.attempt(id, endpoint);
		}

	}

}
