package io.hapool.redis.reactive;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.hapool.redis.command.Conduct;
import io.hapool.redis.command.MethodCommands;
import io.hapool.redis.command.MethodConduct;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection.CommandResponse;

/**
 * A method of a reactive facet: whether it takes one command or many, and what becomes of
 * them.
 */
final class ReactiveMethod {

	private static final Map<Method, ReactiveMethod> METHODS = new ConcurrentHashMap<>();

	private final Method method;

	private final MethodConduct conduct;

	private final boolean many;

	/**
	 * What the response to a command holds, if it is sent only when that is asked for.
	 */
	private final @Nullable Class<?> later;

	private ReactiveMethod(Method method) {
		this.method = method;
		this.conduct = MethodCommands.of(method);
		this.many = method.getParameterCount() == 1 && method.getParameterTypes()[0] == Publisher.class;
		this.later = many ? later(method.getGenericReturnType()) : null;
	}

	static ReactiveMethod of(Method method) {
		ReactiveMethod known = METHODS.get(method);
		return (known != null) ? known : METHODS.computeIfAbsent(method, ReactiveMethod::new);
	}

	Publisher<?> run(ReactiveRoute route, ReactiveTarget target, @Nullable Object[] arguments) {
		if (!many) {
			return one(route, target, arguments);
		}
		Flux<?> commands = Flux.from((Publisher<?>) Objects.requireNonNull(arguments[0], "commands"));
		if (later == null) {
			return commands.concatMap((command) -> each(route, target, command));
		}
		return commands.map((command) -> new CommandResponse<>(command, eachLater(route, target, command)));
	}

	private Mono<?> each(ReactiveRoute route, ReactiveTarget target, Object command) {
		Conduct known = conduct.with(command);
		if (known.way() == Conduct.Way.WAITS) {
			// that it takes its time says nothing of the database
			return route
				.await(known.timeout(), (connection) -> Flux.from(call(target.of(connection), Mono.just(command))))
				.singleOrEmpty();
		}
		return route.run(known.repetition(),
				(connection) -> Flux.from(call(target.of(connection), Mono.just(command))).singleOrEmpty());
	}

	private Publisher<?> eachLater(ReactiveRoute route, ReactiveTarget target, Object command) {
		Conduct known = conduct.with(command);
		if (known.way() == Conduct.Way.WAITS) {
			return route.await(known.timeout(), (connection) -> found(call(target.of(connection), Mono.just(command))));
		}
		if (known.way() == Conduct.Way.CURSOR) {
			return route.stay((connection) -> found(call(target.of(connection), Mono.just(command))));
		}
		if (later == Mono.class) {
			return route.run(known.repetition(),
					(connection) -> found(call(target.of(connection), Mono.just(command))).singleOrEmpty());
		}
		return route
			.run(known.repetition(),
					(connection) -> found(call(target.of(connection), Mono.just(command))).collectList())
			.flatMapIterable((all) -> all);
	}

	private static Flux<Object> found(Publisher<?> responses) {
		return Flux.from(responses).concatMap((response) -> {
			Object output = ((CommandResponse<?, ?>) response).getOutput();
			return (output != null) ? (Publisher<?>) output : Flux.empty();
		});
	}

	private Publisher<?> one(ReactiveRoute route, ReactiveTarget target, @Nullable Object[] arguments) {
		Conduct known = conduct.with(arguments);
		boolean single = method.getReturnType() == Mono.class;
		if (known.way() != Conduct.Way.ANYWHERE) {
			Function<ReactiveRedisConnection, Flux<Object>> command = (connection) -> Flux
				.from(call(target.of(connection), arguments));
			Flux<?> all = (known.way() == Conduct.Way.WAITS) ? route.await(known.timeout(), command)
					: route.stay(command);
			return single ? all.singleOrEmpty() : all;
		}
		if (single) {
			return route.run(known.repetition(), (connection) -> Mono.from(call(target.of(connection), arguments)));
		}
		return route
			.run(known.repetition(), (connection) -> Flux.from(call(target.of(connection), arguments)).collectList())
			.flatMapIterable((all) -> all);
	}

	private Publisher<?> call(Object target, @Nullable Object... arguments) {
		try {
			return (Publisher<?>) method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw Exceptions.propagate(ex.getTargetException());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(method + " is not public (expected: a method of a public interface)", ex);
		}
	}

	private static @Nullable Class<?> later(Type flux) {
		Type response = (flux instanceof ParameterizedType type) ? type.getActualTypeArguments()[0] : flux;
		if (response instanceof ParameterizedType type && type.getRawType() == CommandResponse.class
				&& type.getActualTypeArguments()[1] instanceof ParameterizedType output
				&& output.getRawType() instanceof Class<?> raw && Publisher.class.isAssignableFrom(raw)) {
			return raw;
		}
		return null;
	}

}
