package io.hapool.aop;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.hapool.aop.AnnotatedCall.Kind;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import io.hapool.pool.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * All that a call of one annotated method needs, found out once.
 *
 * @param pool where it goes
 * @param options what it does otherwise than the pool
 * @param index the place of the parameter that gets what was leased, or {@link #NONE}
 * @param kind what that parameter gets
 * @param fallbacks what answers when it fails, the most specific first
 */
record BoundCall(EndpointPool<Object> pool, CallOptions<Object> options, int index, Kind kind,
		List<Fallback> fallbacks) {

	/** No parameter gets it. */
	static final int NONE = -1;

	private static final String LAST_ATTEMPT = BoundCall.class.getName() + ".lastAttempt";

	@SuppressWarnings("unchecked") // the type of the parameter was checked against the
									// targets
	static BoundCall of(AnnotatedCall call, EndpointPool<?> pool, List<Fallback> fallbacks) {
		EndpointPool<Object> any = (EndpointPool<Object>) pool;
		return (call.leased() != null)
				? new BoundCall(any, call.options(), call.leased().index(), call.leased().kind(), fallbacks)
				: new BoundCall(any, call.options(), NONE, Kind.TARGET, fallbacks);
	}

	/** Costs nothing more for its fallbacks while all goes well. */
	@Nullable Object run(ProxyMethodInvocation invocation) throws Exception {
		try {
			return call(invocation);
		}
		catch (Exception | Error ex) {
			Fallback fallback = Fallbacks.find(fallbacks, ex);
			if (fallback == null || hasCallerGone(invocation, ex)) {
				throw ex;
			}
			Object target = invocation.getThis();
			return fallback.invoke((target != null) ? target : invocation.getProxy(), invocation.getArguments(), ex);
		}
	}

	/** What we have aborted looks like a cancellation too; its lease knows better. */
	private static boolean hasCallerGone(ProxyMethodInvocation invocation, Throwable failure) {
		if (Thread.currentThread().isInterrupted()) {
			return true;
		}
		return (invocation.getUserAttribute(LAST_ATTEMPT) instanceof FailedAttempt last && last.failure == failure)
				? last.lease.fail(failure) == Outcome.CANCELLED : failure instanceof CancellationException;
	}

	/** Has the pool make a lease only where the method wants to see it. */
	private @Nullable Object call(ProxyMethodInvocation invocation) throws Exception {
		if (kind == Kind.LEASE) {
			return pool.<@Nullable Object, Exception>callLeased(options,
					(Lease<Object> lease) -> attemptLeased(invocation, lease));
		}
		return pool.<@Nullable Object, Exception>call(options, (target) -> attempt(invocation, target));
	}

	private @Nullable Object attemptLeased(ProxyMethodInvocation invocation, Lease<Object> lease) throws Exception {
		try {
			return attempt(invocation, lease);
		}
		catch (Exception | Error ex) {
			if (!fallbacks.isEmpty()) {
				invocation.setUserAttribute(LAST_ATTEMPT, new FailedAttempt(lease, ex));
			}
			throw ex;
		}
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

	/**
	 * @param lease which knows how it ended
	 * @param failure what it threw
	 */
	private record FailedAttempt(Lease<Object> lease, Throwable failure) {
	}

}
