package io.hapool.benchmarks;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Answers those who subscribe.
 */
public class MonoBackend extends Backend<MonoSink<Object>> {

	Mono<Object> answer(@Nullable Object endpoint) {
		return isLater() ? Mono.create(this::toAnswer) : Mono.just(value(endpoint));
	}

	@Override
	void complete(MonoSink<Object> call) {
		call.success(value(null));
	}

}
