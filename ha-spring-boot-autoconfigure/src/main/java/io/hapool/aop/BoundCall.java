package io.hapool.aop;

import java.lang.reflect.UndeclaredThrowableException;

import io.hapool.aop.AnnotatedCall.Kind;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * All that a call of one annotated method needs, found out once.
 *
 * @param pool where it goes
 * @param options what it does otherwise than the pool
 * @param index the place of the parameter that gets what was leased, or {@link #NONE}
 * @param kind what that parameter gets
 */
record BoundCall(EndpointPool<Object> pool, CallOptions<Object> options, int index, Kind kind) {

	/** No parameter gets it. */
	static final int NONE = -1;

	static BoundCall of(AnnotatedCall call, EndpointPool<Object> pool) {
		return (call.leased() != null)
				? new BoundCall(pool, call.options(), call.leased().index(), call.leased().kind())
				: new BoundCall(pool, call.options(), NONE, Kind.TARGET);
	}

	/** Has the pool make a lease only where the method wants to see it. */
	@Nullable Object run(ProxyMethodInvocation invocation) throws Exception {
		if (kind == Kind.LEASE) {
			return pool.<@Nullable Object, Exception>callLeased(options,
					(Lease<Object> lease) -> attempt(invocation, lease));
		}
		return pool.<@Nullable Object, Exception>call(options, (target) -> attempt(invocation, target));
	}

	/**
	 * Each attempt has its own invocation and its own arguments, so that advice further
	 * in may change both.
	 */
	private @Nullable Object attempt(ProxyMethodInvocation invocation, Object leased) throws Exception {
		@Nullable Object[] arguments = invocation.getArguments().clone();
		if (index != NONE) {
			arguments[index] = leased;
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

}
