package io.hapool.benchmarks;

import java.net.URI;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

/**
 * One bean with one method for each of the annotations. All have the same
 * auto-configuration around them.
 */
final class AnnotatedBeans {

	private AnnotatedBeans() {
	}

	/**
	 * What the three applications share.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shared {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry() {
			return ObservationRegistry.NOOP;
		}

	}

	/**
	 * Has Spring's retries switched on.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Resilient {

	}

	/**
	 * Ours: chooses an endpoint, guards it, moves on to others when it fails.
	 */
	static class Ours {

		@HighlyAvailable("benchmark")
		Object call(String id, @Leased @Nullable URI endpoint) {
			return (endpoint != null) ? endpoint : id;
		}

	}

	/**
	 * Resilience4j's: guards the method and repeats it.
	 */
	static class Resilience4j {

		@CircuitBreaker(name = "benchmark")
		@Retry(name = "benchmark")
		Object call(String id) {
			return id;
		}

	}

	/**
	 * Spring's: repeats the method.
	 */
	static class Spring {

		@Retryable
		Object call(String id) {
			return id;
		}

	}

}
