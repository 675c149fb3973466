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
 */
record BoundCall(EndpointPool<Object> pool, AnnotatedCall method, int index, Kind kind) {

	/** No parameter gets it. */
	static final int NONE = -1;

	static BoundCall of(AnnotatedCall call, EndpointPool<Object> pool) {
		return (call.leased() != null) ? new BoundCall(pool, call, call.leased().index(), call.leased().kind())
				: new BoundCall(pool, call, NONE, Kind.TARGET);
	}

	@Nullable Object run(ProxyMethodInvocation invocation) throws Exception {
		return switch (method.returns()) {
			case PLAIN -> value(invocation);
			case STAGE -> stage(invocation);
			case MONO -> ReactiveReturns.mono(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease));
			case FLUX -> ReactiveReturns.flux(pool, method.options(), method.nesting(),
					(lease) -> proceed(invocation, lease));
		};
	}

	private @Nullable Object value(ProxyMethodInvocation invocation) throws Exception {
		return LeasedCalls.<Object, @Nullable Object, Exception>call(pool, method.options(), outerLease(),
				(lease) -> proceed(invocation, lease));
	}

	private CompletableFuture<@Nullable Object> stage(ProxyMethodInvocation invocation) {
		return LeasedCalls.<Object, @Nullable Object>callAsync(pool, method.options(), outerLease(),
				(lease) -> asStage(proceed(invocation, lease)));
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
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	@SuppressWarnings("unchecked") // the method is declared to return one
	private static CompletionStage<@Nullable Object> asStage(@Nullable Object returned) {
		return (CompletionStage<@Nullable Object>) returned;
	}

}
