package io.hapool.aop;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.hapool.aop.AnnotatedCall.LeasedParameter;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Lease;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Runs an annotated method as a call over its pool. Each attempt goes down the rest of
 * the chain of advice anew, with the leased target in its parameter.
 */
public final class HighlyAvailableInterceptor implements MethodInterceptor {

	private final Map<String, EndpointPool<Object>> pools = new ConcurrentHashMap<>();

	private final AnnotatedCalls calls;

	private final Supplier<EndpointPools> registry;

	/**
	 * Creates the advice.
	 * @param calls what the annotations say
	 * @param registry where the pools are; asked at the first call
	 */
	public HighlyAvailableInterceptor(AnnotatedCalls calls, Supplier<EndpointPools> registry) {
		this.calls = calls;
		this.registry = registry;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		AnnotatedCall call = calls.find(invocation.getMethod(), targetClass);
		if (call == null) {
			return invocation.proceed();
		}
		ProxyMethodInvocation proxied = (ProxyMethodInvocation) invocation;
		return pool(call.pool()).<@Nullable Object, Exception>callLeased(call.options(),
				(lease) -> attempt(proxied, call.leased(), lease));
	}

	private static @Nullable Object attempt(ProxyMethodInvocation invocation, @Nullable LeasedParameter leased,
			Lease<Object> lease) throws Exception {
		@Nullable Object[] arguments = invocation.getArguments().clone();
		if (leased != null) {
			arguments[leased.index()] = (leased.kind() == AnnotatedCall.Kind.LEASE) ? lease : lease.target();
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

	@SuppressWarnings("unchecked") // the type of the parameter was checked against the
									// targets at the start
	private EndpointPool<Object> pool(String name) {
		EndpointPool<Object> known = pools.get(name);
		if (known != null) {
			return known;
		}
		EndpointPool<Object> found = (EndpointPool<Object>) registry.get().get(name);
		pools.put(name, found);
		return found;
	}

}
