package io.hapool.reactive;

import java.net.URI;
import java.util.function.Function;

import io.hapool.annotation.Nesting;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes reactive calls over pools by name, where an annotation does not fit.
 *
 * <pre>
 * Mono&lt;Invoice&gt; invoice = template.execute("billing",
 * 		(endpoint) -&gt; client.get().uri(endpoint + "/invoices/7").retrieve().bodyToMono(Invoice.class));
 * </pre>
 *
 * Nothing happens before somebody subscribes, and each subscription is a call of its own;
 * cancelling it ends the attempt in flight, books nothing, and no other attempt follows.
 * Within an attempt on the same pool a call is part of that attempt, unless it has
 * options of its own.
 * <p>
 * Thread-safe.
 */
public class ReactiveHaTemplate {

	private final EndpointPools pools;

	/**
	 * Creates a template.
	 * @param pools where to find pools
	 */
	public ReactiveHaTemplate(EndpointPools pools) {
		this.pools = pools;
	}

	/**
	 * Makes a call over a pool of URIs.
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param attempt gives the publisher of one attempt on the leased URI; called again
	 * for another endpoint when that fails
	 * @return empty, the element, or the exception of the last attempt
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R> Mono<R> execute(String pool, Function<? super URI, ? extends Mono<? extends R>> attempt) {
		return execute(pool, URI.class, attempt);
	}

	/**
	 * Makes a call over a pool of URIs, with options of its own.
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param options what it does otherwise than the pool
	 * @param attempt gives the publisher of one attempt on the leased URI
	 * @return empty, the element, or the exception of the last attempt
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R> Mono<R> execute(String pool, CallOptions<URI> options,
			Function<? super URI, ? extends Mono<? extends R>> attempt) {
		return ReactiveCalls.mono(call(pools.get(pool, URI.class), options, attempt), null);
	}

	/**
	 * Makes a call over a pool of targets of any type.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param targetType the type of the targets
	 * @param attempt gives the publisher of one attempt on the leased target
	 * @return empty, the element, or the exception of the last attempt
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <T, R> Mono<R> execute(String pool, Class<T> targetType,
			Function<? super T, ? extends Mono<? extends R>> attempt) {
		return ReactiveCalls.mono(call(pools.get(pool, targetType), null, attempt), null);
	}

	/**
	 * Makes a call of many elements over a pool of URIs. It moves on until the first
	 * element; after that an error passes. The timeout of the call, too, is for the first
	 * element.
	 * @param <R> the type of the elements
	 * @param pool the name of the pool
	 * @param attempt gives the publisher of one attempt on the leased URI; called again
	 * for another endpoint when that fails before its first element
	 * @return the elements of one attempt, or the exception of the last
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R> Flux<R> executeMany(String pool, Function<? super URI, ? extends Publisher<? extends R>> attempt) {
		return executeMany(pool, URI.class, attempt);
	}

	/**
	 * Makes a call of many elements over a pool of URIs, with options of its own.
	 * @param <R> the type of the elements
	 * @param pool the name of the pool
	 * @param options what it does otherwise than the pool
	 * @param attempt gives the publisher of one attempt on the leased URI
	 * @return the elements of one attempt, or the exception of the last
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R> Flux<R> executeMany(String pool, CallOptions<URI> options,
			Function<? super URI, ? extends Publisher<? extends R>> attempt) {
		return ReactiveCalls.flux(call(pools.get(pool, URI.class), options, attempt), null);
	}

	/**
	 * Makes a call of many elements over a pool of targets of any type.
	 * @param <T> the type of the targets
	 * @param <R> the type of the elements
	 * @param pool the name of the pool
	 * @param targetType the type of the targets
	 * @param attempt gives the publisher of one attempt on the leased target
	 * @return the elements of one attempt, or the exception of the last
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <T, R> Flux<R> executeMany(String pool, Class<T> targetType,
			Function<? super T, ? extends Publisher<? extends R>> attempt) {
		return ReactiveCalls.flux(call(pools.get(pool, targetType), null, attempt), null);
	}

	private static <T, R> ReactiveCall<T, R> call(EndpointPool<T> pool, @Nullable CallOptions<T> options,
			Function<? super T, ? extends Publisher<? extends R>> attempt) {
		return new ReactiveCall<>(pool, options, (lease) -> attempt.apply(lease.target()),
				(options != null) ? Nesting.OWN_LEASE : Nesting.PART_OF_ATTEMPT);
	}

}
