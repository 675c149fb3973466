package io.hapool.reactive;

import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
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
			Mono<R> answer = Mono.fromFuture(call.<R>start(subscriber,
					(lease) -> one(call, lease).contextWrite(call.context(subscriber, lease)).toFuture()));
			return (recovery != null)
					? answer.onErrorResume(recovery::fits, (failure) -> Mono.from(answer(recovery, failure))) : answer;
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
			Mono<Flux<R>> answer = begun(call, subscriber).map(Begun::elements);
			return ((recovery != null)
					? answer.onErrorResume(recovery::fits, (failure) -> Mono.just(Flux.from(answer(recovery, failure))))
					: answer)
				.flatMapMany((elements) -> elements);
		});
	}

	private static <T, R> Mono<Begun<R>> begun(ReactiveCall<T, R> call, ContextView subscriber) {
		return Mono
			.fromFuture(call.<Begun<R>>start(subscriber,
					(lease) -> Begun.first(many(call, lease), call.context(subscriber, lease))))
			.doOnDiscard(Disposable.class, Disposable::dispose);
	}

	@SuppressWarnings("unchecked") // what answers was checked against the method
	private static <R> Publisher<R> answer(Recovery recovery, Throwable failure) {
		try {
			Object answer = recovery.answer(failure);
			return (answer instanceof Publisher<?> publisher)
					? Flux.from((Publisher<R>) publisher).doOnError((thrown) -> suppress(thrown, failure))
					: Mono.justOrEmpty((R) answer);
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private static void suppress(Throwable thrown, Throwable failure) {
		if (thrown != failure) {
			thrown.addSuppressed(failure);
		}
	}

	private static <T, R> Mono<R> one(ReactiveCall<T, R> call, Lease<T> lease) {
		try {
			return Mono.from(call.publisher(lease));
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private static <T, R> Flux<R> many(ReactiveCall<T, R> call, Lease<T> lease) {
		try {
			return Flux.from(call.publisher(lease));
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

}
