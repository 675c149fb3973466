package io.hapool.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream that is begun before its subscriber is there. It asks for one element and
 * keeps it; its subscriber gets that, and from then on asks the stream itself.
 * <p>
 * What the stream and the subscriber do meets in {@link #drain()}, which one of them at a
 * time runs (the queue-drain of Reactor's own operators, with a queue of one). Elements
 * after the first cannot come before the first has been handed on, for nobody asks for
 * them.
 */
final class Begun<R> extends BaseSubscriber<R> {

	private final CompletableFuture<R> first = new CompletableFuture<>();

	private final AtomicInteger work = new AtomicInteger();

	/** What the subscriber has asked for and the stream has not been asked for. */
	private final AtomicLong requested = new AtomicLong();

	private final Context context;

	private volatile @Nullable R kept;

	private volatile @Nullable CoreSubscriber<? super R> subscriber;

	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	/** Touched by what runs {@link #drain()} alone. */
	private boolean delivered;

	Begun(Context context) {
		this.context = context;
	}

	/**
	 * Begins.
	 * @param source the stream
	 * @return completes with the first element, or {@code null} if the stream is empty;
	 * cancelling it cancels the stream
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	CompletableFuture<R> subscribeTo(Publisher<? extends R> source) {
		first.whenComplete((value, thrown) -> {
			if (first.isCancelled()) {
				cancel();
			}
		});
		source.subscribe(this);
		return first;
	}

	/** The whole stream, for one subscriber; empty if that has gone already. */
	@SuppressWarnings("unchecked") // streams of one type alone are put there
	static <R> Flux<R> elements(Disposable.Swap holder) {
		return (holder.get() instanceof Begun<?> begun) ? new Flux<>() {

			@Override
			public void subscribe(CoreSubscriber<? super R> actual) {
				((Begun<R>) begun).attach(actual);
			}

		} : Flux.empty();
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
		CoreSubscriber<? super R> actual = subscriber;
		if (first.isDone() && actual != null) {
			actual.onNext(element);
			return;
		}
		kept = element;
		first.complete(element);
	}

	@Override
	@SuppressWarnings("NullAway") // an empty stream
	protected void hookOnComplete() {
		ended = true;
		first.complete(null);
		drain();
	}

	@Override
	protected void hookOnError(Throwable thrown) {
		failure = thrown;
		ended = true;
		first.completeExceptionally(thrown);
		drain();
	}

	@Override
	protected void hookOnCancel() {
		R element = kept;
		if (subscriber == null && element != null) {
			Operators.onDiscard(element, context);
		}
	}

	private void attach(CoreSubscriber<? super R> actual) {
		subscriber = actual;
		actual.onSubscribe(new Subscription() {

			@Override
			public void request(long count) {
				if (Operators.validate(count)) {
					requested.accumulateAndGet(count, Operators::addCap);
					drain();
				}
			}

			@Override
			public void cancel() {
				Begun.this.cancel();
			}

		});
		drain();
	}

	private void drain() {
		if (work.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			CoreSubscriber<? super R> actual = subscriber;
			if (actual != null) {
				handOn(actual);
			}
			missed = work.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void handOn(CoreSubscriber<? super R> actual) {
		R element = kept;
		if (element != null && requested.get() > 0) {
			kept = null;
			take(1);
			actual.onNext(element);
		}
		if (kept != null || delivered) {
			return;
		}
		if (ended) {
			delivered = true;
			end(actual);
			return;
		}
		long more = requested.getAndSet(0);
		if (more > 0) {
			request(more);
		}
	}

	/** All there are stay all there are. */
	private void take(long count) {
		requested.updateAndGet((before) -> (before == Long.MAX_VALUE) ? before : before - count);
	}

	private void end(CoreSubscriber<? super R> actual) {
		Throwable thrown = failure;
		if (thrown != null) {
			actual.onError(thrown);
		}
		else {
			actual.onComplete();
		}
	}

}
