package io.hapool.benchmarks;

import java.net.URI;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.resilience.annotation.Retryable;

/**
 * One bean with one method that returns a {@code Mono} for each of the annotations, and
 * one for none.
 */
final class AnnotatedMonos {

	private AnnotatedMonos() {
	}

	/**
	 * None: what the method itself costs, and who waits for it.
	 */
	static class Plain {

		Mono<Object> call(MonoBackend backend) {
			return backend.answer(null);
		}

	}

	/**
	 * Ours: calls the method for each subscription and subscribes to what it returns.
	 */
	static class Ours {

		@HighlyAvailable("benchmark")
		Mono<Object> call(MonoBackend backend, @Leased @Nullable URI endpoint) {
			return backend.answer(endpoint);
		}

	}

	/**
	 * Resilience4j's: calls the method once, guards the subscription and repeats it.
	 */
	static class Resilience4j {

		@CircuitBreaker(name = "benchmark")
		@Retry(name = "benchmark")
		Mono<Object> call(MonoBackend backend) {
			return backend.answer(null);
		}

	}

	/**
	 * Spring's: calls the method once, and subscribes again to what it returned.
	 */
	static class Spring {

		@Retryable
		Mono<Object> call(MonoBackend backend) {
			return backend.answer(null);
		}

	}

}
