package io.hapool.reactive;

import java.util.concurrent.CompletableFuture;

import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * A stream whose first signal has come. Until then it asks for one element and buffers
 * it; then it passes on what its subscriber asks for, less the one.
 */
final class Begun<R> extends BaseSubscriber<R> {

	private final Sinks.Many<R> sink = Sinks.many().unicast().onBackpressureBuffer();

	private final CompletableFuture<Begun<R>> first = new CompletableFuture<>();

	private final Context context;

	/** Whether the subscriber has asked: the element in the buffer is part of that. */
	private boolean asked;

	private Begun(Context context) {
		this.context = context;
	}

	/**
	 * Subscribes.
	 * @param source the stream
	 * @param context what it sees
	 * @return completes with the first element, or the end of an empty stream; cancelling
	 * it cancels the stream
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	static <R> CompletableFuture<Begun<R>> first(Flux<R> source, Context context) {
		Begun<R> begun = new Begun<>(context);
		begun.first.whenComplete((value, failure) -> {
			if (begun.first.isCancelled()) {
				begun.cancel();
			}
		});
		source.subscribe(begun);
		return begun.first;
	}

	/** The whole stream, for one subscriber. */
	Flux<R> elements() {
		return sink.asFlux().doOnRequest(this::ask).doOnCancel(this::cancel);
	}

	@Override
	public Context currentContext() {
		return context;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		request(1);
	}

	@Override
	protected void hookOnNext(R element) {
		sink.emitNext(element, Sinks.EmitFailureHandler.FAIL_FAST);
		first.complete(this);
	}

	@Override
	protected void hookOnComplete() {
		sink.emitComplete(Sinks.EmitFailureHandler.FAIL_FAST);
		first.complete(this);
	}

	@Override
	protected void hookOnError(Throwable failure) {
		if (!first.completeExceptionally(failure)) {
			sink.emitError(failure, Sinks.EmitFailureHandler.FAIL_FAST);
		}
	}

	/** Requests of one subscriber do not overlap. */
	private void ask(long count) {
		long more = (asked || count == Long.MAX_VALUE) ? count : count - 1;
		asked = true;
		if (more > 0) {
			request(more);
		}
	}

}
