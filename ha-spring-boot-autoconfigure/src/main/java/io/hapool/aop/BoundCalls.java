package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.hapool.call.EndpointPools;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * The calls of annotated methods with their pools. Looking one up allocates nothing: the
 * method alone is the key, and the target classes that share it, hardly ever more than
 * one, are a chain.
 */
final class BoundCalls {

	private final Map<Method, Entry> entries = new ConcurrentHashMap<>();

	private final AnnotatedCalls calls;

	private final Supplier<EndpointPools> registry;

	BoundCalls(AnnotatedCalls calls, Supplier<EndpointPools> registry) {
		this.calls = calls;
		this.registry = registry;
	}

	/**
	 * Returns the call of a method, or {@code null} if it is not annotated.
	 */
	@Nullable BoundCall find(MethodInvocation invocation, Class<?> targetClass) {
		for (Entry entry = entries.get(invocation.getMethod()); entry != null; entry = entry.next) {
			if (entry.targetClass == targetClass) {
				return entry.call(invocation);
			}
		}
		Entry added = bind(invocation.getMethod(), targetClass);
		entries.merge(invocation.getMethod(), added, Entry::followedBy);
		return added.call(invocation);
	}

	private Entry bind(Method method, Class<?> targetClass) {
		AnnotatedCall call = calls.find(method, targetClass);
		if (call == null) {
			return new Entry(targetClass, null, null, null);
		}
		Answers answers = calls.answers(call);
		return call.pool().isLiteral() ? new Entry(targetClass,
				BoundCall.of(call, registry.get().get(call.pool().text()), answers), null, null)
				: new Entry(targetClass, null, new CallsByPool(call, answers, registry), null);
	}

	/**
	 * @param targetClass whose method it is
	 * @param call its call, if it is annotated with the name of a pool
	 * @param byPool its calls, if the arguments tell the pool
	 * @param next another class with the same method
	 */
	private record Entry(Class<?> targetClass, @Nullable BoundCall call, @Nullable CallsByPool byPool,
			@Nullable Entry next) {

		@Nullable BoundCall call(MethodInvocation invocation) {
			if (byPool == null) {
				return call;
			}
			Object target = invocation.getThis();
			return byPool.find((target != null) ? target : targetClass, invocation.getArguments());
		}

		Entry followedBy(Entry other) {
			if (targetClass == other.targetClass) {
				return this; // two threads have found it out at the same time
			}
			return new Entry(targetClass, call, byPool, (next != null) ? next.followedBy(other) : other);
		}

	}

}
