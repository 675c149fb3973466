package io.hapool.aop;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.hapool.annotation.Nesting;
import io.hapool.aop.AnnotatedCall.Kind;
import io.hapool.call.EndpointPool;
import io.hapool.context.CurrentLease;
import io.hapool.context.LeasedAttempt;
import io.hapool.context.LeasedCalls;
import io.hapool.pool.Lease;
import io.hapool.reactive.ReactiveReturns;
import io.hapool.reactive.Recovery;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * All that a call of one annotated method needs, found out once.
 *
 * @param pool where it goes
 * @param method what the annotation says
 * @param repeatable whether repeating it does no harm
 * @param index the place of the parameter that gets what was leased, or {@link #NONE}
 * @param kind what that parameter gets
 * @param answers what answers when it fails
 */
record BoundCall(EndpointPool<Object> pool, AnnotatedCall method, boolean repeatable, int index, Kind kind,
		Answers answers) {

	/** No parameter gets it. */
	static final int NONE = -1;

	@SuppressWarnings("unchecked") // the type of the parameter was checked against the
									// targets
	static BoundCall of(AnnotatedCall call, EndpointPool<?> pool, Answers answers) {
		EndpointPool<Object> any = (EndpointPool<Object>) pool;
		boolean repeatable = call.isIdempotent(Stream.of(pool));
		return (call.leased() != null)
				? new BoundCall(any, call, repeatable, call.leased().index(), call.leased().kind(), answers)
				: new BoundCall(any, call, repeatable, NONE, Kind.TARGET, answers);
	}

	@Nullable Object run(ProxyMethodInvocation invocation) throws Exception {
		return switch (method.returns()) {
			case PLAIN -> value(invocation);
			case STAGE -> stage(invocation);
			case MONO -> ReactiveReturns.mono(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease), recovery(invocation));
			case FLUX -> ReactiveReturns.flux(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease), recovery(invocation));
		};
	}

	/** Notes what nobody may run again. */
	void ended(Throwable failure) {
		if (!repeatable) {
			UnrepeatableFailures.remember(failure);
		}
	}

	private @Nullable Object value(ProxyMethodInvocation invocation) throws Exception {
		CurrentLease current = CurrentLease.ofThread();
		Lease<Object> outer = outerLease(current);
		if (outer != null) {
			return proceed(invocation, outer);
		}
		try {
			return pool.<@Nullable Object, Exception>callLeased(method.options(), new Plain(this, current, invocation));
		}
		catch (Exception | Error ex) {
			ended(ex);
			Fallback fallback = answers.find(invocation, ex);
			if (fallback == null) {
				throw ex;
			}
			return Answers.answer(fallback, invocation, ex);
		}
	}

	private @Nullable Object attempt(ProxyMethodInvocation invocation, Lease<Object> lease) throws Exception {
		try {
			return proceed(invocation, lease);
		}
		catch (Exception | Error ex) {
			answers.failed(invocation, lease, ex);
			throw ex;
		}
	}

	private CompletableFuture<@Nullable Object> stage(ProxyMethodInvocation invocation) {
		Lease<Object> outer = outerLease(CurrentLease.ofThread());
		CompletableFuture<@Nullable Object> call = LeasedCalls.<Object, @Nullable Object>callAsync(pool,
				method.options(), outer, (lease) -> asStage(proceed(invocation, lease)));
		return (outer != null) ? call : answers.after(invocation, noted(call));
	}

	/** Who depends on the future must not be told before it is noted. */
	@SuppressWarnings("FutureReturnValueIgnored") // for their effect
	private CompletableFuture<@Nullable Object> noted(CompletableFuture<@Nullable Object> call) {
		if (repeatable) {
			return call;
		}
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		call.whenComplete((value, failure) -> {
			if (failure != null) {
				ended(failure);
			}
			Answers.complete(result, value, failure);
		});
		result.whenComplete((value, failure) -> call.cancel(true));
		return result;
	}

	private @Nullable Recovery recovery(ProxyMethodInvocation invocation) {
		return (repeatable && answers.isEmpty()) ? null : new PublisherAnswers(this, invocation);
	}

	private @Nullable Lease<Object> outerLease(CurrentLease current) {
		return (method.nesting() == Nesting.PART_OF_ATTEMPT) ? current.openLeaseOf(pool) : null;
	}

	/**
	 * Each attempt has its own invocation and its own arguments, so that advice further
	 * in may change both.
	 */
	private @Nullable Object proceed(ProxyMethodInvocation invocation, Lease<Object> lease) throws Exception {
		@Nullable Object[] arguments = invocation.getArguments().clone();
		if (index != NONE) {
			arguments[index] = (kind == Kind.LEASE) ? lease : lease.target();
		}
		try {
			return invocation.invocableClone(arguments).proceed();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	/** The method is declared to return one; if it returns none, the call says so. */
	@SuppressWarnings({ "unchecked", "NullAway" })
	private static CompletionStage<@Nullable Object> asStage(@Nullable Object returned) {
		return (CompletionStage<@Nullable Object>) returned;
	}

	/** The attempts of a method that is done when it returns. */
	private static final class Plain extends LeasedAttempt<Object, @Nullable Object, Exception> {

		private final BoundCall call;

		private final ProxyMethodInvocation invocation;

		Plain(BoundCall call, CurrentLease current, ProxyMethodInvocation invocation) {
			super(call.pool(), current);
			this.call = call;
			this.invocation = invocation;
		}

		@Override
		protected @Nullable Object proceed(Lease<Object> lease) throws Exception {
			return call.attempt(invocation, lease);
		}

	}

}
