package io.hapool.reactive;

import java.util.concurrent.CompletableFuture;

import io.hapool.context.CallContext;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Turns calls into publishers. Nothing happens before somebody subscribes, and each
 * subscription is a call of its own. The first attempt is assembled and subscribed on the
 * thread that subscribes, each other on a background thread; all see the Reactor context
 * of the subscriber, and their lease in it.
 */
final class ReactiveCalls {

	private ReactiveCalls() {
	}

	/** A call of at most one element. */
	static <T, R> Mono<R> mono(ReactiveCall<T, R> call, @Nullable Recovery recovery) {
		return Mono.deferContextual((subscriber) -> {
			Lease<T> outer = call.outerLease(subscriber);
			if (outer != null) {
				return one(call, outer);
			}
			Mono<R> answer = Mono.fromFuture(call.<R>start(subscriber, (lease) -> future(call, subscriber, lease)));
			if (recovery == null) {
				return answer;
			}
			CallContext context = CallContext.capture(subscriber);
			return answer.onErrorResume(recovery::fits,
					(failure) -> ReactiveCalls.<R>answer(recovery, failure, context).singleOrEmpty());
		});
	}

	/**
	 * A call of many elements. It moves on until the first of them: then the lease ends
	 * in success, and an error passes.
	 */
	static <T, R> Flux<R> flux(ReactiveCall<T, R> call, @Nullable Recovery recovery) {
		return Flux.deferContextual((subscriber) -> {
			Lease<T> outer = call.outerLease(subscriber);
			if (outer != null) {
				return many(call, outer);
			}
			Mono<Flux<R>> answer = begun(call, subscriber);
			if (recovery != null) {
				CallContext context = CallContext.capture(subscriber);
				answer = answer.onErrorResume(recovery::fits,
						(failure) -> Mono.just(ReactiveCalls.<R>answer(recovery, failure, context)));
			}
			return answer.flatMapMany((elements) -> elements);
		});
	}

	/** Completes with {@code null} if the publisher is empty. */
	@SuppressWarnings("NullAway")
	private static <T, R> @Nullable CompletableFuture<R> future(ReactiveCall<T, R> call, ContextView subscriber,
			Lease<T> lease) throws Exception {
		Publisher<? extends R> attempt = call.publisher(lease);
		return (attempt != null) ? Mono.<R>from(attempt).contextWrite(call.context(subscriber, lease)).toFuture()
				: null;
	}

	/**
	 * The stream that gave an element first. Those of attempts that were given up are
	 * cancelled, whatever they do at that moment.
	 */
	private static <T, R> Mono<Flux<R>> begun(ReactiveCall<T, R> call, ContextView subscriber) {
		Disposable.Swap latest = Disposables.swap();
		CompletableFuture<R> first = call.start(subscriber, (lease) -> {
			Publisher<? extends R> attempt = call.publisher(lease);
			if (attempt == null) {
				return null;
			}
			Begun<R> begun = new Begun<>(call.context(subscriber, lease));
			latest.update(begun);
			return begun.subscribeTo(attempt);
		});
		return Mono.fromFuture(first)
			.then(Mono.fromSupplier(() -> Begun.<R>elements(latest)))
			.doOnError((failure) -> latest.dispose())
			.doOnCancel(latest::dispose);
	}

	@SuppressWarnings("unchecked") // what answers was checked against the method
	private static <R> Flux<R> answer(Recovery recovery, Throwable failure, CallContext context) {
		return Mono.fromFuture(recovery.answer(failure, context))
			.flatMapMany((answer) -> (answer instanceof Publisher<?> publisher)
					? Flux.from((Publisher<R>) publisher).doOnError((thrown) -> suppress(thrown, failure))
					: Mono.just((R) answer));
	}

	private static void suppress(Throwable thrown, Throwable failure) {
		if (thrown != failure) {
			thrown.addSuppressed(failure);
		}
	}

	private static <T, R> Mono<R> one(ReactiveCall<T, R> call, Lease<T> lease) {
		return many(call, lease).singleOrEmpty();
	}

	/** As part of an attempt that runs. */
	private static <T, R> Flux<R> many(ReactiveCall<T, R> call, Lease<T> lease) {
		try {
			Publisher<? extends R> publisher = call.publisher(lease);
			return (publisher != null) ? Flux.from(publisher) : Flux.error(new IllegalStateException(
					"The attempt returned null (expected: a CompletionStage or a publisher)"));
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

}
