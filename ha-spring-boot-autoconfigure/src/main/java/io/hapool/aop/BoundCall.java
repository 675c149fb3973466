package io.hapool.aop;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.annotation.Nesting;
import io.hapool.aop.AnnotatedCall.Kind;
import io.hapool.call.EndpointPool;
import io.hapool.context.CurrentLease;
import io.hapool.context.LeasedCalls;
import io.hapool.pool.Lease;
import io.hapool.reactive.ReactiveReturns;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * All that a call of one annotated method needs, found out once.
 *
 * @param pool where it goes
 * @param method what the annotation says
 * @param index the place of the parameter that gets what was leased, or {@link #NONE}
 * @param kind what that parameter gets
 * @param answers what answers when it fails
 */
record BoundCall(EndpointPool<Object> pool, AnnotatedCall method, int index, Kind kind, Answers answers) {

	/** No parameter gets it. */
	static final int NONE = -1;

	@SuppressWarnings("unchecked") // the type of the parameter was checked against the
									// targets
	static BoundCall of(AnnotatedCall call, EndpointPool<?> pool, Answers answers) {
		EndpointPool<Object> any = (EndpointPool<Object>) pool;
		return (call.leased() != null) ? new BoundCall(any, call, call.leased().index(), call.leased().kind(), answers)
				: new BoundCall(any, call, NONE, Kind.TARGET, answers);
	}

	@Nullable Object run(ProxyMethodInvocation invocation) throws Exception {
		return switch (method.returns()) {
			case PLAIN -> value(invocation);
			case STAGE -> stage(invocation);
			case MONO -> ReactiveReturns.mono(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease), answers.of(invocation));
			case FLUX -> ReactiveReturns.flux(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease), answers.of(invocation));
		};
	}

	private @Nullable Object value(ProxyMethodInvocation invocation) throws Exception {
		Lease<Object> outer = outerLease();
		if (answers.isEmpty() || outer != null) {
			return call(invocation, outer);
		}
		try {
			return call(invocation, null);
		}
		catch (Exception | Error ex) {
			Fallback fallback = answers.find(invocation, ex);
			if (fallback == null) {
				throw ex;
			}
			return Answers.answer(fallback, invocation, ex);
		}
	}

	private @Nullable Object call(ProxyMethodInvocation invocation, @Nullable Lease<Object> outer) throws Exception {
		return LeasedCalls.<Object, @Nullable Object, Exception>call(pool, method.options(), outer,
				(lease) -> proceed(invocation, lease));
	}

	private CompletableFuture<@Nullable Object> stage(ProxyMethodInvocation invocation) {
		Lease<Object> outer = outerLease();
		CompletableFuture<@Nullable Object> call = LeasedCalls.<Object, @Nullable Object>callAsync(pool,
				method.options(), outer, (lease) -> asStage(proceed(invocation, lease)));
		return (outer != null) ? call : answers.after(invocation, call);
	}

	private @Nullable Lease<Object> outerLease() {
		return (method.nesting() == Nesting.PART_OF_ATTEMPT) ? CurrentLease.ofThread().openLeaseOf(pool) : null;
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
			answers.failed(invocation, lease, ex);
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

}
