package io.hapool.reactive;

import io.hapool.annotation.Nesting;
import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Reactive calls for callers that do not know Reactor: methods behind an annotation. Has
 * no type of Reactor in its signatures.
 */
public final class ReactiveReturns {

	private ReactiveReturns() {
	}

	/**
	 * Returns a {@code Mono} that makes a call for each subscriber.
	 * @param pool where it goes
	 * @param options what it does otherwise than the pool
	 * @param nesting what it does within an attempt on the same pool
	 * @param attempt returns the {@code Mono} of one attempt
	 * @param recovery what answers when the call fails, if anything
	 * @return the {@code Mono}
	 */
	public static Object mono(EndpointPool<Object> pool, CallOptions<Object> options, Nesting nesting,
			Attempt<Lease<Object>, @Nullable Object, Exception> attempt, @Nullable Recovery recovery) {
		return ReactiveCalls.mono(call(pool, options, nesting, attempt), recovery);
	}

	/**
	 * Returns a {@code Flux} that makes a call for each subscriber.
	 * @param pool where it goes
	 * @param options what it does otherwise than the pool
	 * @param nesting what it does within an attempt on the same pool
	 * @param attempt returns the {@code Flux} of one attempt
	 * @param recovery what answers when the call fails before the first element, if
	 * anything
	 * @return the {@code Flux}
	 */
	public static Object flux(EndpointPool<Object> pool, CallOptions<Object> options, Nesting nesting,
			Attempt<Lease<Object>, @Nullable Object, Exception> attempt, @Nullable Recovery recovery) {
		return ReactiveCalls.flux(call(pool, options, nesting, attempt), recovery);
	}

	private static ReactiveCall<Object, Object> call(EndpointPool<Object> pool, CallOptions<Object> options,
			Nesting nesting, Attempt<Lease<Object>, @Nullable Object, Exception> attempt) {
		return new ReactiveCall<>(pool, options, (lease) -> (Publisher<?>) attempt.run(lease), nesting);
	}

}
