package io.hapool.aop;

import java.util.function.Supplier;

import io.hapool.call.EndpointPools;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Runs an annotated method as a call over its pool. Each attempt goes down the rest of
 * the chain of advice anew, with the leased target in its parameter.
 */
public final class HighlyAvailableInterceptor implements MethodInterceptor {

	private final BoundCalls calls;

	/**
	 * Creates the advice.
	 * @param calls what the annotations say
	 * @param registry where the pools are; asked at the first call of each method
	 */
	public HighlyAvailableInterceptor(AnnotatedCalls calls, Supplier<EndpointPools> registry) {
		this.calls = new BoundCalls(calls, registry);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		BoundCall call = calls.find(invocation, targetClass);
		return (call != null) ? call.run((ProxyMethodInvocation) invocation) : invocation.proceed();
	}

}
