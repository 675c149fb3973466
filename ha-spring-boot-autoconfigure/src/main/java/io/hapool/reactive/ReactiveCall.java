package io.hapool.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.annotation.Nesting;
import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.context.AttemptView;
import io.hapool.context.CurrentLease;
import io.hapool.context.LeasedCalls;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What a reactive call does, whoever subscribes to it.
 *
 * @param <T> the type of the targets
 * @param <R> the type of the elements
 * @param pool where it goes
 * @param options what it does otherwise than the pool, if anything
 * @param attempt gives the publisher of one attempt
 * @param nesting whether it is part of an attempt on the same pool that it runs in
 */
record ReactiveCall<T, R>(EndpointPool<T> pool, @Nullable CallOptions<T> options,
		Attempt<Lease<T>, ? extends @Nullable Publisher<? extends R>, ?> attempt, Nesting nesting) {

	/** Begins a call for one subscriber; its attempts begin with their lease in view. */
	<V> CompletableFuture<V> start(ContextView subscriber,
			Attempt<Lease<T>, ? extends @Nullable CompletionStage<V>, Exception> attempt) {
		return LeasedCalls.<T, V>callAsync(pool, options, null, attempt, subscriber);
	}

	/** Assembles an attempt, which may do something already. */
	@Nullable Publisher<? extends R> publisher(Lease<T> lease) throws Exception {
		return attempt.run(lease);
	}

	/** The lease of the attempt that the subscriber is part of. */
	@Nullable Lease<T> outerLease(ContextView subscriber) {
		if (nesting == Nesting.OWN_LEASE) {
			return null;
		}
		return subscriber.<CurrentLease.Frame>getOrEmpty(CurrentLease.KEY)
			.map((frame) -> frame.openLeaseOf(pool))
			.orElseGet(() -> CurrentLease.ofThread().openLeaseOf(pool));
	}

	/** What an attempt sees: the subscriber's context and its lease. */
	Context context(ContextView subscriber, Lease<T> lease) {
		Context context = Context.of(subscriber).put(CurrentLease.KEY, new CurrentLease.Frame(pool, lease));
		return (pool instanceof AttemptView view) ? context.putAllMap(view.entries()) : context;
	}

}
