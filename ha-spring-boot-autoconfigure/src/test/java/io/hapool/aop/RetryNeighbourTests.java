package io.hapool.aop;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.annotation.Retry;
import io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration;
import io.hapool.LogCapture;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.aop.ChainScene.Billing;
import io.hapool.aop.ChainScene.Events;
import io.hapool.call.CallCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.resilience.retry.MethodRetryEvent;
import org.springframework.retry.annotation.Backoff;
import org.springframework.retry.annotation.EnableRetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The annotation beside retries: in the right place, around it, they multiply, and a
 * warning says so.
 */
class RetryNeighbourTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void retryableRepeatsTheWholeCall(boolean ofClass) {
		ApplicationContextRunner runner = ChainScene.runner()
			.withUserConfiguration(Resilient.class)
			.withBean(Repeated.class);

		check(runner, ofClass, Repeated.class, "@Retryable",
				List.of("http://one runs", "http://two runs", "retry", "http://one runs", "http://two runs", "retry"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void retryableOfSpringRetryRepeatsTheWholeCall(boolean ofClass) {
		ApplicationContextRunner runner = ChainScene.runner()
			.withUserConfiguration(Retrying.class)
			.withBean(RepeatedBySpringRetry.class);

		check(runner, ofClass, RepeatedBySpringRetry.class, "spring-retry's @Retryable",
				List.of("http://one runs", "http://two runs", "http://one runs", "http://two runs"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void retryOfResilience4jRepeatsTheWholeCall(boolean ofClass) {
		ApplicationContextRunner runner = ChainScene.runner(RetryAutoConfiguration.class)
			.withPropertyValues("resilience4j.retry.instances.billing.max-attempts=2",
					"resilience4j.retry.instances.billing.wait-duration=1ms")
			.withBean(RepeatedByResilience4j.class);

		check(runner, ofClass, RepeatedByResilience4j.class, "Resilience4j's @Retry",
				List.of("http://one runs", "http://two runs", "retry", "http://one runs", "http://two runs"));
	}

	private static void check(ApplicationContextRunner runner, boolean ofClass, Class<?> type, String retry,
			List<String> events) {
		try (LogCapture log = new LogCapture()) {
			runner.withPropertyValues("spring.aop.proxy-target-class=" + ofClass).run((context) -> {
				Billing billing = context.getBean(Billing.class);

				assertThatIOException().isThrownBy(() -> billing.find("7", null));

				assertThat(ChainScene.events(context)).isEqualTo(events);
				assertThat(ChainScene.calls(context)).isEqualTo(new CallCounts(2, 0, 2, 4, 2));
				assertThat(AopUtils.isCglibProxy(billing)).isEqualTo(ofClass);
			});
			assertThat(log.warnings().stream().filter((line) -> line.contains("multiply"))).containsExactly(type
				.getName() + ".find(String, URI): " + retry
					+ " repeats the whole call, and each call has attempts of its "
					+ "own on the 2 endpoints of the pool \"billing\": the two multiply, and so does the load while "
					+ "endpoints fail. Remove " + retry + "; for more attempts write maxAttempts");
		}
	}

	@EnableResilientMethods
	@Configuration(proxyBeanMethods = false)
	static class Resilient {

		@Bean
		RetryListener retryListener(Events events) {
			return new RetryListener(events);
		}

	}

	static final class RetryListener {

		private final Events events;

		RetryListener(Events events) {
			this.events = events;
		}

		@EventListener
		void onRetry(MethodRetryEvent event) {
			if (!event.isRetryAborted()) {
				this.events.lines.add("retry");
			}
		}

	}

	@EnableRetry(order = HighlyAvailableAdvisor.DEFAULT_ORDER - 1)
	@Configuration(proxyBeanMethods = false)
	static class Retrying {

	}

	/**
	 * On the interface, for Spring 7.0 does not see it on the class behind a JDK proxy.
	 */
	interface RepeatedBilling extends Billing {

		@Override
		@Retryable(maxRetries = 1, delay = 1)
		@Nullable String find(String id, @Nullable URI endpoint) throws IOException;

	}

	static class Repeated implements RepeatedBilling {

		private final Events events;

		Repeated(Events events) {
			this.events = events;
		}

		@Override
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.failingAttempt(endpoint);
		}

	}

	static class RepeatedBySpringRetry implements Billing {

		private final Events events;

		RepeatedBySpringRetry(Events events) {
			this.events = events;
		}

		@Override
		@org.springframework.retry.annotation.Retryable(maxAttempts = 2, backoff = @Backoff(delay = 1))
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.failingAttempt(endpoint);
		}

	}

	static class RepeatedByResilience4j implements Billing {

		private final Events events;

		RepeatedByResilience4j(Events events, RetryRegistry registry) {
			this.events = events;
			registry.retry("billing").getEventPublisher().onRetry((event) -> events.lines.add("retry"));
		}

		@Override
		@Retry(name = "billing")
		@HighlyAvailable("billing")
		public @Nullable String find(String id, @Leased @Nullable URI endpoint) throws IOException {
			return this.events.failingAttempt(endpoint);
		}

	}

}
