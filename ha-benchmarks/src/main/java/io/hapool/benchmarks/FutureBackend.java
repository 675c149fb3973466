package io.hapool.benchmarks;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Answers by futures.
 */
public class FutureBackend extends Backend<CompletableFuture<Object>> {

	CompletableFuture<Object> answer(@Nullable Object endpoint) {
		return isLater() ? toAnswer(new CompletableFuture<>()) : CompletableFuture.completedFuture(value(endpoint));
	}

	@Override
	void complete(CompletableFuture<Object> call) {
		call.complete(value(null));
	}

}
