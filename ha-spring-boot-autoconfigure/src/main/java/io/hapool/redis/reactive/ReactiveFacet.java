package io.hapool.redis.reactive;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

/**
 * One of the interfaces of reactive commands, over the route of a connection.
 */
final class ReactiveFacet implements InvocationHandler {

	private static final @Nullable Object[] NONE = {};

	private final ReactiveRoute route;

	private final Class<?> type;

	private final ReactiveTarget target;

	private ReactiveFacet(ReactiveRoute route, Class<?> type, ReactiveTarget target) {
		this.route = route;
		this.type = type;
		this.target = target;
	}

	static <T> T of(Class<T> type, ReactiveRoute route, ReactiveTarget target) {
		return type.cast(Proxy.newProxyInstance(ReactiveFacet.class.getClassLoader(), new Class<?>[] { type },
				new ReactiveFacet(route, type, target)));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
		@Nullable Object[] arguments = (given != null) ? given : NONE;
		if (method.getDeclaringClass() == Object.class) {
			return switch (method.getName()) {
				case "equals" -> proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> type.getSimpleName() + " to the selected database";
			};
		}
		if (method.isDefault()) {
			// It sends its command by another method of this facet.
			return InvocationHandler.invokeDefault(proxy, method, given);
		}
		return ReactiveMethod.of(method).run(route, target, arguments);
	}

}
