package io.hapool.redis.connection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.Function;

import io.hapool.redis.command.Conduct;
import io.hapool.redis.command.MethodCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;

/**
 * One of the interfaces of commands, over the route of a connection.
 */
final class Facet implements InvocationHandler {

	private static final @Nullable Object[] NONE = {};

	private final ConnectionRoute route;

	private final Class<?> type;

	private final Function<RedisConnection, ?> target;

	private Facet(ConnectionRoute route, Class<?> type, Function<RedisConnection, ?> target) {
		this.route = route;
		this.type = type;
		this.target = target;
	}

	static <T> T of(Class<T> type, ConnectionRoute route, Function<RedisConnection, ? extends T> target) {
		return type.cast(Proxy.newProxyInstance(Facet.class.getClassLoader(), new Class<?>[] { type },
				new Facet(route, type, target)));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) {
		@Nullable Object[] arguments = (given != null) ? given : NONE;
		if (method.getDeclaringClass() == Object.class) {
			return switch (method.getName()) {
				case "equals" -> proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> type.getSimpleName() + ' ' + route;
			};
		}
		Conduct conduct = MethodCommands.of(method).with(arguments);
		if (conduct.way() == Conduct.Way.CURSOR) {
			return route.open((connection) -> (Cursor<?>) Objects.requireNonNull(call(connection, method, arguments)));
		}
		return route.run(conduct, (connection) -> call(connection, method, arguments));
	}

	private @Nullable Object call(RedisConnection connection, Method method, @Nullable Object[] arguments) {
		try {
			return method.invoke(target.apply(connection), arguments);
		}
		catch (InvocationTargetException ex) {
			throw Facet.<RuntimeException>asIs(
					ClusterSteps.explain(connection, method.getName(), arguments, ex.getTargetException()));
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(method + " is not public (expected: a method of a public interface)", ex);
		}
	}

	/** What the driver throws is what callers know, checked or not. */
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E asIs(Throwable failure) throws E {
		throw (E) failure;
	}

}
