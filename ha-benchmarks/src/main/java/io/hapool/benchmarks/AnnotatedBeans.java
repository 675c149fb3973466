package io.hapool.benchmarks;

import java.net.URI;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;

import org.springframework.resilience.annotation.Retryable;

/**
 * One bean with one method for each of the annotations.
 */
final class AnnotatedBeans {

	private AnnotatedBeans() {
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
