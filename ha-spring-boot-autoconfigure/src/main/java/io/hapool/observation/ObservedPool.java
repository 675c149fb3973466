package io.hapool.observation;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hapool.call.Attempt;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.context.AttemptView;
import io.hapool.context.CallContext;
import io.hapool.pool.Lease;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose calls are observed. Leases that are taken by hand are not.
 */
final class ObservedPool<T> extends ForwardingEndpointPool<T> implements AttemptView {

	private final Supplier<PoolObservations> observations;

	ObservedPool(EndpointPool<T> delegate, Supplier<PoolObservations> observations) {
		super(delegate);
		this.observations = observations;
	}

	@Override
	public CallContext.Scope show() {
		return ObservedCall.running().openScope()::close;
	}

	@Override
	public Map<Object, Object> entries() {
		return Map.of(ObservationThreadLocalAccessor.KEY, ObservedCall.running());
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R call(
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		return this.<R, X>callLeased((lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R call(CallOptions<T> options,
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X {
		return this.<R, X>callLeased(options, (lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(Attempt<Lease<T>, R, X> attempt) throws X {
		ObservedCall call = begin();
		try {
			R result = delegate().<R, X>callLeased((lease) -> call.<T, R, X>attempt(lease, attempt));
			call.returned();
			return result;
		}
		catch (Throwable ex) {
			call.threw(ex);
			throw ex;
		}
	}

	@Override
	public <R extends @Nullable Object, X extends Exception> R callLeased(CallOptions<T> options,
			Attempt<Lease<T>, R, X> attempt) throws X {
		ObservedCall call = begin();
		try {
			R result = delegate().<R, X>callLeased(options, (lease) -> call.<T, R, X>attempt(lease, attempt));
			call.returned();
			return result;
		}
		catch (Throwable ex) {
			call.threw(ex);
			throw ex;
		}
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callAsync(
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt) {
		return callLeasedAsync((lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callAsync(CallOptions<T> options,
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt) {
		return callLeasedAsync(options, (lease) -> attempt.run(lease.target()));
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		return this.<R>begin(attempt, delegate()::callLeasedAsync);
	}

	@Override
	public <R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(CallOptions<T> options,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt) {
		return this.<R>begin(attempt, (observed) -> delegate().callLeasedAsync(options, observed));
	}

	/** The future is the pool's own, for who cancels it cancels the call. */
	@SuppressWarnings("FutureReturnValueIgnored") // for its effect
	private <R extends @Nullable Object> CompletableFuture<R> begin(
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt,
			Function<Attempt<Lease<T>, CompletionStage<R>, Exception>, CompletableFuture<R>> pool) {
		ObservedCall call = begin();
		CompletableFuture<R> result = pool
			.apply((lease) -> call.<T, R, CompletionStage<R>, Exception>attemptAsync(lease, attempt::run));
		result.whenComplete((value, failure) -> {
			if (failure != null) {
				call.threw(failure);
			}
			else {
				call.returned();
			}
		});
		return result;
	}

	private ObservedCall begin() {
		return observations.get().begin(name());
	}

}
