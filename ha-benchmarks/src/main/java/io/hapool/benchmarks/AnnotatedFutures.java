package io.hapool.benchmarks;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.retry.annotation.Retry;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import org.jspecify.annotations.Nullable;

import org.springframework.resilience.annotation.Retryable;

/**
 * One bean with one method that returns a future for each of the annotations, and one for
 * none.
 */
final class AnnotatedFutures {

	private AnnotatedFutures() {
	}

	/**
	 * None: what the method itself costs, and who waits for it.
	 */
	static class Plain {

		CompletableFuture<Object> call(FutureBackend backend) {
			return backend.answer(null);
		}

	}

	/**
	 * Ours: chooses an endpoint, guards it, moves on to others when it fails.
	 */
	static class Ours {

		@HighlyAvailable("benchmark")
		CompletableFuture<Object> call(FutureBackend backend, @Leased @Nullable URI endpoint) {
			return backend.answer(endpoint);
		}

	}

	/**
	 * Resilience4j's: guards the method and repeats it.
	 */
	static class Resilience4j {

		@CircuitBreaker(name = "benchmark")
		@Retry(name = "benchmark")
		CompletableFuture<Object> call(FutureBackend backend) {
			return backend.answer(null);
		}

	}

	/**
	 * Spring's: repeats the method when it throws; what becomes of the future is nothing
	 * to it.
	 */
	static class Spring {

		@Retryable
		CompletableFuture<Object> call(FutureBackend backend) {
			return backend.answer(null);
		}

	}

}
