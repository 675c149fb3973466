package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
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
	@Nullable BoundCall find(Method method, Class<?> targetClass) {
		for (Entry entry = entries.get(method); entry != null; entry = entry.next) {
			if (entry.targetClass == targetClass) {
				return entry.call;
			}
		}
		Entry added = new Entry(targetClass, bind(method, targetClass), null);
		entries.merge(method, added, Entry::followedBy);
		return added.call;
	}

	private @Nullable BoundCall bind(Method method, Class<?> targetClass) {
		AnnotatedCall call = calls.find(method, targetClass);
		return (call != null) ? BoundCall.of(call, pool(call.pool())) : null;
	}

	@SuppressWarnings("unchecked") // the type of the parameter was checked against the
									// targets at the start
	private EndpointPool<Object> pool(String name) {
		return (EndpointPool<Object>) registry.get().get(name);
	}

	/**
	 * @param targetClass whose method it is
	 * @param call its call, if it is annotated
	 * @param next another class with the same method
	 */
	private record Entry(Class<?> targetClass, @Nullable BoundCall call, @Nullable Entry next) {

		Entry followedBy(Entry other) {
			if (targetClass == other.targetClass) {
				return this; // two threads have found it out at the same time
			}
			return new Entry(targetClass, call, (next != null) ? next.followedBy(other) : other);
		}

	}

}
