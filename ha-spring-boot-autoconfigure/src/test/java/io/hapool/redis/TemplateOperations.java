package io.hapool.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.BoundGeoOperations;
import org.springframework.data.redis.core.BoundHashFieldExpirationOperations;
import org.springframework.data.redis.core.BoundHashOperations;
import org.springframework.data.redis.core.BoundKeyExpirationOperations;
import org.springframework.data.redis.core.BoundListOperations;
import org.springframework.data.redis.core.BoundSetOperations;
import org.springframework.data.redis.core.BoundStreamOperations;
import org.springframework.data.redis.core.BoundValueOperations;
import org.springframework.data.redis.core.BoundZSetOperations;
import org.springframework.data.redis.core.GeoOperations;
import org.springframework.data.redis.core.HashOperations;
import org.springframework.data.redis.core.HyperLogLogOperations;
import org.springframework.data.redis.core.ListOperations;
import org.springframework.data.redis.core.ReactiveGeoOperations;
import org.springframework.data.redis.core.ReactiveHashOperations;
import org.springframework.data.redis.core.ReactiveHyperLogLogOperations;
import org.springframework.data.redis.core.ReactiveListOperations;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.ReactiveSetOperations;
import org.springframework.data.redis.core.ReactiveStreamOperations;
import org.springframework.data.redis.core.ReactiveValueOperations;
import org.springframework.data.redis.core.ReactiveZSetOperations;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SetOperations;
import org.springframework.data.redis.core.StreamOperations;
import org.springframework.data.redis.core.ValueOperations;
import org.springframework.data.redis.core.ZSetOperations;

/**
 * All public methods of a template and of the operations that it gives away.
 *
 * @param <T> the type of the template
 */
final class TemplateOperations<T> {

	/** Methods that are not called one by one, and why. */
	static final Map<String, String> LEFT_OUT = Map.ofEntries(
			Map.entry("RedisOperations.opsForCluster", "there is no cluster"),
			Map.entry("RedisOperations.executeWithStickyConnection", "needs a cursor to close, see BroadOperations"),
			Map.entry("RedisOperations.killClient", "needs a client that may die"),
			Map.entry("RedisOperations.replicaOf", "changes the server for good"),
			Map.entry("RedisOperations.replicaOfNoOne", "changes the server for good"),
			Map.entry("RedisOperations.watch", "belongs into a session, see BroadOperations"),
			Map.entry("RedisOperations.unwatch", "belongs into a session, see BroadOperations"),
			Map.entry("RedisOperations.multi", "belongs into a session, see BroadOperations"),
			Map.entry("RedisOperations.exec", "belongs into a session, see BroadOperations"),
			Map.entry("RedisOperations.discard", "belongs into a session, see BroadOperations"),
			Map.entry("ReactiveRedisOperations.listenTo", "never completes"),
			Map.entry("ReactiveRedisOperations.listenToLater", "never completes"),
			Map.entry("ReactiveRedisOperations.listenToChannel", "never completes"),
			Map.entry("ReactiveRedisOperations.listenToChannelLater", "never completes"),
			Map.entry("ReactiveRedisOperations.listenToPattern", "never completes"),
			Map.entry("ReactiveRedisOperations.listenToPatternLater", "never completes"));

	/** What these answer is another each time: only whether they do is compared. */
	private static final Set<String> ANSWER_VARIES = Set.of("randomKey", "getClientList", "getExpire");

	private final List<Door<T>> doors = new ArrayList<>();

	private final Function<String, Object> values;

	private TemplateOperations(Function<String, Object> values) {
		this.values = values;
	}

	static TemplateOperations<RedisOperations<Object, Object>> blocking(Function<String, Object> values) {
		TemplateOperations<RedisOperations<Object, Object>> all = new TemplateOperations<>(values);
		all.add(RedisOperations.class, "string", (template, key) -> template);
		all.add(ValueOperations.class, "string", (template, key) -> template.opsForValue());
		all.add(ListOperations.class, "list", (template, key) -> template.opsForList());
		all.add(SetOperations.class, "set", (template, key) -> template.opsForSet());
		all.add(ZSetOperations.class, "zset", (template, key) -> template.opsForZSet());
		all.add(HashOperations.class, "hash", (template, key) -> template.opsForHash());
		all.add(GeoOperations.class, "geo", (template, key) -> template.opsForGeo());
		all.add(HyperLogLogOperations.class, "hyperloglog", (template, key) -> template.opsForHyperLogLog());
		all.add(StreamOperations.class, "stream", (template, key) -> template.opsForStream());
		all.add(BoundValueOperations.class, "string", RedisOperations::boundValueOps);
		all.add(BoundListOperations.class, "list", RedisOperations::boundListOps);
		all.add(BoundSetOperations.class, "set", RedisOperations::boundSetOps);
		all.add(BoundZSetOperations.class, "zset", RedisOperations::boundZSetOps);
		all.add(BoundHashOperations.class, "hash", RedisOperations::boundHashOps);
		all.add(BoundGeoOperations.class, "geo", RedisOperations::boundGeoOps);
		all.add(BoundStreamOperations.class, "stream", RedisOperations::boundStreamOps);
		all.add(BoundKeyExpirationOperations.class, "string", RedisOperations::expiration);
		all.add(BoundHashFieldExpirationOperations.class, "hash",
				(template, key) -> template.opsForHash().expiration(key, List.of("a", "none")));
		return all;
	}

	static TemplateOperations<ReactiveRedisOperations<Object, Object>> reactive(Function<String, Object> values) {
		TemplateOperations<ReactiveRedisOperations<Object, Object>> all = new TemplateOperations<>(values);
		all.add(ReactiveRedisOperations.class, "string", (template, key) -> template);
		all.add(ReactiveValueOperations.class, "string", (template, key) -> template.opsForValue());
		all.add(ReactiveListOperations.class, "list", (template, key) -> template.opsForList());
		all.add(ReactiveSetOperations.class, "set", (template, key) -> template.opsForSet());
		all.add(ReactiveZSetOperations.class, "zset", (template, key) -> template.opsForZSet());
		all.add(ReactiveHashOperations.class, "hash", (template, key) -> template.opsForHash());
		all.add(ReactiveGeoOperations.class, "geo", (template, key) -> template.opsForGeo());
		all.add(ReactiveHyperLogLogOperations.class, "hyperloglog", (template, key) -> template.opsForHyperLogLog());
		all.add(ReactiveStreamOperations.class, "stream", (template, key) -> template.opsForStream());
		return all;
	}

	/** Returns the interfaces whose methods are called. */
	Set<Class<?>> types() {
		return doors.stream().map(Door::type).collect(Collectors.toSet());
	}

	/**
	 * Returns all calls with these keys, in an order that does not change.
	 */
	List<Call<T>> calls(Keys keys) {
		return doors.stream()
			.flatMap((door) -> methods(door.type()).filter(keys::suit)
				.map((method) -> new Call<>(door, method, keys, values)))
			.toList();
	}

	static Stream<Method> methods(Class<?> type) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge()
					&& !LEFT_OUT.containsKey(type.getSimpleName() + '.' + method.getName()))
			.sorted(Comparator.comparing(Method::toGenericString));
	}

	private void add(Class<?> type, String kind, BiFunction<T, Object, Object> opening) {
		doors.add(new Door<>(type, kind, opening));
	}

	/** Which key a call is about. */
	enum Keys {

		OF_THE_RIGHT_TYPE, OF_ANOTHER_TYPE, MISSING, NULL;

		@Nullable String of(String kind) {
			return switch (this) {
				case OF_THE_RIGHT_TYPE -> kind;
				case OF_ANOTHER_TYPE -> kind.equals("string") ? "list" : "string";
				case MISSING -> "none";
				case NULL -> null;
			};
		}

		/**
		 * A key that is missing lets some wait in vain, and others make up an id of the
		 * time.
		 */
		boolean suit(Method method) {
			return this != MISSING || (!waits(method) && !generatesId(method));
		}

		private static boolean waits(Method method) {
			String last = (method.getParameterCount() > 0)
					? method.getParameterTypes()[method.getParameterCount() - 1].getSimpleName() : "";
			return method.getName().matches("move|.*[pP]op.*") && (last.equals("TimeUnit") || last.equals("Duration"));
		}

		private static boolean generatesId(Method method) {
			return method.getDeclaringClass().getSimpleName().contains("Stream") && method.getName().equals("add")
					&& !method.toGenericString().contains("Record<");
		}

	}

	/** An interface and how a template gives it away. */
	private record Door<T>(Class<?> type, String kind, BiFunction<T, Object, Object> opening) {

		/** One of several members is not asked for at random. */
		String kindFor(Method method) {
			boolean random = method.getName().equals("pop") || method.getName().contains("andom");
			return random ? "lone-" + kind : kind;
		}

	}

	/** One method with its arguments. */
	record Call<T>(Door<T> door, Method method, Keys keys, Function<String, Object> values) {

		String name() {
			return door.type().getSimpleName() + '.' + method.getName()
					+ Arrays.stream(method.getParameterTypes())
						.map(Class::getSimpleName)
						.collect(Collectors.joining(", ", "(", ")"));
		}

		boolean answerVaries() {
			return ANSWER_VARIES.contains(method.getName())
					&& !List.of(method.getParameterTypes()).contains(TimeUnit.class);
		}

		@SuppressWarnings("NullAway") // a caller's null is one of the mistakes
		@Nullable Object on(T template) {
			String kind = door.kindFor(method);
			String key = keys.of(kind);
			try {
				return method.invoke(door.opening().apply(template, key),
						new SampleArguments(kind, key, values).of(method));
			}
			catch (InvocationTargetException ex) {
				if (ex.getTargetException() instanceof RuntimeException failure) {
					throw failure;
				}
				throw new IllegalStateException(ex.getTargetException());
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
