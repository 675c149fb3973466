package io.hapool.annotation;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.context.CurrentLease;
import io.hapool.context.LeasedCalls;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over pools by name, where an annotation does not fit. Within an attempt on
 * the same pool a call without options of its own is part of that attempt: it uses the
 * same lease, and what it throws is for the outer call to judge.
 * <p>
 * Thread-safe.
 */
public class HaTemplate {

	private final Map<Use, EndpointPool<?>> checked = new ConcurrentHashMap<>();

	private final EndpointPools pools;

	/**
	 * Creates a template.
	 * @param pools where to find pools
	 */
	public HaTemplate(EndpointPools pools) {
		this.pools = pools;
	}

	/**
	 * Makes a call over a pool of URIs.
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param pool the name of the pool
	 * @param attempt what to do with the leased URI; repeated on another endpoint when it
	 * fails
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R extends @Nullable Object, X extends Exception> R execute(String pool,
			Attempt<? super URI, ? extends R, ? extends X> attempt) throws X {
		return this.<URI, R, X>execute(pool, URI.class, attempt);
	}

	/**
	 * Makes a call over a pool of URIs, with options of its own.
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param pool the name of the pool
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do with the leased URI; repeated on another endpoint when it
	 * fails
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R extends @Nullable Object, X extends Exception> R execute(String pool, CallOptions<URI> options,
			Attempt<? super URI, ? extends R, ? extends X> attempt) throws X {
		EndpointPool<URI> found = pool(pool, URI.class);
		return LeasedCalls.<URI, R, X>call(found, options, null, (lease) -> attempt.run(lease.target()));
	}

	/**
	 * Makes a call over a pool of targets of any type.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param pool the name of the pool
	 * @param targetType the type of the targets
	 * @param attempt what to do with the leased target; repeated on another endpoint when
	 * it fails
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <T, R extends @Nullable Object, X extends Exception> R execute(String pool, Class<T> targetType,
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		EndpointPool<T> found = pool(pool, targetType);
		return LeasedCalls.<T, R, X>call(found, null, CurrentLease.ofThread().openLeaseOf(found),
				(lease) -> attempt.run(lease.target()));
	}

	/**
	 * Makes a call over a pool of URIs whose attempts complete later. The first begins on
	 * the calling thread, each other on a background thread that carries what the calling
	 * thread does: MDC, and what is registered with Micrometer's context-propagation.
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param attempt what to do with the leased URI; repeated on another endpoint when it
	 * fails
	 * @return what the attempt returned, or the exception of the last attempt; cancelling
	 * it cancels the attempt in flight
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R extends @Nullable Object> CompletableFuture<R> executeAsync(String pool,
			Attempt<? super URI, ? extends CompletionStage<R>, ?> attempt) {
		return executeAsync(pool, URI.class, attempt);
	}

	/**
	 * Makes a call over a pool of URIs whose attempts complete later, with options of its
	 * own.
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do with the leased URI; repeated on another endpoint when it
	 * fails
	 * @return what the attempt returned, or the exception of the last attempt
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <R extends @Nullable Object> CompletableFuture<R> executeAsync(String pool, CallOptions<URI> options,
			Attempt<? super URI, ? extends CompletionStage<R>, ?> attempt) {
		EndpointPool<URI> found = pool(pool, URI.class);
		return LeasedCalls.<URI, R>callAsync(found, options, null, (lease) -> attempt.run(lease.target()));
	}

	/**
	 * Makes a call over a pool of targets of any type whose attempts complete later.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param pool the name of the pool
	 * @param targetType the type of the targets
	 * @param attempt what to do with the leased target; repeated on another endpoint when
	 * it fails
	 * @return what the attempt returned, or the exception of the last attempt
	 * @throws io.hapool.call.NoSuchPoolException if there is no such pool
	 */
	public <T, R extends @Nullable Object> CompletableFuture<R> executeAsync(String pool, Class<T> targetType,
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt) {
		EndpointPool<T> found = pool(pool, targetType);
		return LeasedCalls.<T, R>callAsync(found, null, CurrentLease.ofThread().openLeaseOf(found),
				(lease) -> attempt.run(lease.target()));
	}

	/** Looks at the targets of a pool once, not at each call. */
	@SuppressWarnings("unchecked") // the registry has checked it
	private <T> EndpointPool<T> pool(String name, Class<T> targetType) {
		return (EndpointPool<T>) checked.computeIfAbsent(new Use(name, targetType),
				(use) -> pools.get(name, targetType));
	}

	private record Use(String pool, Class<?> targetType) {
	}

}
