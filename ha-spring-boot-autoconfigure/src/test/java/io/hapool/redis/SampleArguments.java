package io.hapool.redis;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.ReactiveListCommands;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoLocation;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoRadiusCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchCommandArgs;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.connection.RedisHashCommands.HashFieldSetOption;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XClaimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XDelOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XTrimOptions;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.connection.zset.Aggregate;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.core.BulkMapper;
import org.springframework.data.redis.core.DeleteSpec;
import org.springframework.data.redis.core.ListOperations.MoveFrom;
import org.springframework.data.redis.core.ListOperations.MoveTo;
import org.springframework.data.redis.core.ReactiveRedisCallback;
import org.springframework.data.redis.core.ReactiveRedisSessionCallback;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SetSpec;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.data.redis.domain.geo.BoundingBox;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;
import org.springframework.data.redis.hash.ObjectHashMapper;
import org.springframework.data.redis.serializer.RedisElementReader;
import org.springframework.data.redis.serializer.RedisElementWriter;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * An argument for each type that a method of Spring Data Redis's operations takes, which
 * goes with {@link SampleData}.
 */
final class SampleArguments {

	private static final Distance FAR = new Distance(300, Metrics.KILOMETERS);

	private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

	private final Map<String, List<@Nullable Object>> samples = new HashMap<>();

	private final @Nullable String key;

	private final String other;

	private final Function<String, Object> values;

	/**
	 * @param kind what a key of the right type is called
	 * @param key what to use instead
	 * @param values makes the values that the template knows
	 */
	SampleArguments(String kind, @Nullable String key, Function<String, Object> values) {
		this.key = key;
		this.other = kind + "-2";
		this.values = values;
		keysAndValues(kind);
		numbersAndTimes();
		options();
		geo();
		streams(kind);
		callbacks();
		reactive();
	}

	/**
	 * Returns an argument for each parameter.
	 * @throws IllegalStateException if one has a type that is not known here
	 */
	@Nullable Object[] of(Method method) {
		Map<String, Integer> seen = new HashMap<>();
		if (method.getName().startsWith("add")) {
			records("9999999999999-5");
		}
		return Arrays.stream(method.getGenericParameterTypes()).map((type) -> {
			String name = name(type);
			List<@Nullable Object> choices = samples.get(name);
			if (choices == null) {
				throw new IllegalStateException("No sample of " + name + " for " + method);
			}
			int index = seen.merge(name, 1, Integer::sum) - 1;
			return choices.get(Math.min(index, choices.size() - 1));
		}).toArray();
	}

	private static String name(Type type) {
		return type.getTypeName().replaceAll("([a-z0-9]+\\.)+", "");
	}

	private void keysAndValues(String kind) {
		add("K", key, other);
		add("H", key);
		add("Collection<K>", Arrays.asList(key, other));
		add("List<K>", Arrays.asList(key, other));
		add("K[]", (Object) new @Nullable Object[] { key, other });
		for (String name : List.of("V", "M", "HV")) {
			add(name, value("a"), value("b"));
			add(name + "[]", (Object) new Object[] { value("a"), value("d") });
		}
		add("HK", "a");
		add("HK[]", (Object) new Object[] { "a", "none" });
		add("Collection<HK>", List.of("a", "none"));
		add("Collection<V>", List.of(value("d"), value("e")));
		add("Map<? extends K, ? extends V>", Map.of(other, value("x")));
		for (String map : List.of("Map<? extends HK, ? extends HV>", "Map<HK, HV>")) {
			add(map, Map.of("d", value("x")));
		}
		boolean hash = kind.equals("hash") || kind.equals("lone-hash");
		add("Object", kind.equals("string") ? key : hash ? "a" : value("a"));
		add("Object[]", (Object) new Object[] { hash ? "a" : value("a") });
		add("Set<ZSetOperations$TypedTuple<V>>", Set.of(TypedTuple.of(value("d"), 4.0)));
		add("Collection<? extends ZSetOperations$TypedTuple<V>>", Set.of(TypedTuple.of(value("d"), 4.0)));
	}

	private void numbersAndTimes() {
		add("int", 1);
		add("long", 1L, 2L);
		add("double", 1.0, 2.0);
		add("boolean", true);
		add("byte[]", (Object) bytes("no dump"));
		add("Duration", Duration.ofHours(1));
		add("TimeUnit", TimeUnit.HOURS);
		add("Date", Date.from(LATER));
		add("Instant", LATER);
		add("Range<? extends Number>", Range.closed(1, 2));
		add("Range<Double>", Range.closed(1.0, 2.0));
		add("Range<Long>", Range.closed(0L, 1L));
		add("Limit", Limit.limit().count(1));
	}

	private void options() {
		add("Expiration", Expiration.from(Duration.ofHours(1)));
		add("ExpirationOptions", ExpirationOptions.none());
		add("Consumer<SetSpec<K, V>>",
				(Consumer<SetSpec<Object, Object>>) (spec) -> spec.ifPresent().expire(Duration.ofHours(1)));
		add("Consumer<DeleteSpec<K, V>>", (Consumer<DeleteSpec<Object, Object>>) DeleteSpec::always);
		add("BitFieldSubCommands",
				BitFieldSubCommands.create()
					.get(BitFieldType.UINT_8)
					.valueAt(0)
					.incr(BitFieldType.UINT_8)
					.valueAt(8)
					.by(3));
		add("ScanOptions", ScanOptions.scanOptions().count(100).build());
		add("RedisHashCommands$HashFieldSetOption", HashFieldSetOption.upsert());
		add("RedisListCommands$Direction", Direction.LEFT, Direction.RIGHT);
		add("ListOperations$MoveFrom<K>", (key != null) ? MoveFrom.fromHead(key) : null);
		add("ListOperations$MoveTo<K>", MoveTo.toTail(other));
		add("Aggregate", Aggregate.MAX);
		add("Weights", Weights.of(2, 3, 1));
		add("SortQuery<K>", SortQueryBuilder.sort("list").alphabetical(true).get("#").build());
		for (String serializer : List.of("RedisSerializer<?>", "RedisSerializer<S>", "RedisSerializer<T>")) {
			add(serializer, RedisSerializer.string());
		}
	}

	private void geo() {
		add("Point", new Point(13, 38));
		add("Metric", DistanceUnit.KILOMETERS);
		add("Distance", FAR);
		add("Circle", new Circle(new Point(15, 37), FAR));
		add("BoundingBox", new BoundingBox(FAR, FAR));
		add("GeoShape", GeoShape.byRadius(FAR));
		add("GeoReference<M>", GeoReference.fromMember(value("a")));
		GeoLocation<Object> location = new GeoLocation<>(value("d"), new Point(13, 38));
		add("RedisGeoCommands$GeoLocation<M>", location);
		add("Iterable<RedisGeoCommands$GeoLocation<M>>", List.of(location));
		add("Map<M, Point>", Map.of(value("d"), new Point(13, 38)));
		add("RedisGeoCommands$GeoRadiusCommandArgs",
				GeoRadiusCommandArgs.newGeoRadiusArgs().includeDistance().includeCoordinates().sortAscending());
		add("RedisGeoCommands$GeoSearchCommandArgs",
				GeoSearchCommandArgs.newGeoSearchArgs().includeDistance().sortDescending());
		add("RedisGeoCommands$GeoSearchStoreCommandArgs",
				GeoSearchStoreCommandArgs.newGeoSearchStoreArgs().sortAscending());
		add("Publisher<? extends Collection<RedisGeoCommands$GeoLocation<M>>>", Flux.just(List.of(location)));
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private void streams(String kind) {
		boolean stream = kind.equals("stream");
		add("String", stream ? "group" : "text", "consumer");
		add("Range<String>", stream ? Range.closed("1-1", "2-1") : Range.closed("a", "b"));
		add("Range<?>", Range.closed("1-1", "2-1"));
		add("String[]", (Object) new String[] { "1-1" });
		add("RecordId[]", (Object) new RecordId[] { RecordId.of("1-1") });
		add("Consumer", org.springframework.data.redis.connection.stream.Consumer.from("group", "consumer"));
		add("ReadOffset", ReadOffset.from("0"));
		StreamOffset<?> offset = (key != null) ? StreamOffset.create(key, ReadOffset.from("0")) : null;
		add("StreamOffset<K>", offset);
		add("StreamOffset<K>[]", (Object) new @Nullable StreamOffset[] { offset });
		add("StreamReadOptions", StreamReadOptions.empty().count(1));
		add("RedisStreamCommands$XAddOptions", XAddOptions.maxlen(2));
		add("RedisStreamCommands$XClaimOptions", XClaimOptions.minIdleMs(0).ids("1-1"));
		add("RedisStreamCommands$XDelOptions", XDelOptions.defaults());
		add("RedisStreamCommands$XTrimOptions", XTrimOptions.trim(TrimOptions.maxLen(1)));
		add("Class<V>", String.class);
		add("HashMapper<? super K, ? super HK, ? super HV>", ObjectHashMapper.getSharedInstance());
		add("ByteRecord", StreamRecords.rawBytes(Map.of(bytes("a"), bytes("x"))).withStreamKey(bytes("stream")));
		add("ByteBufferRecord",
				StreamRecords.rawBuffer(Map.of(ByteBuffer.wrap(bytes("a")), ByteBuffer.wrap(bytes("x"))))
					.withStreamKey(ByteBuffer.wrap(bytes("stream"))));
		records("1-1");
	}

	private void records(String id) {
		if (key == null) {
			add("Record<K, ?>", (Object) null);
			add("MapRecord<K, HK, HV>", (Object) null);
			add("MapRecord<K, ? extends HK, ? extends HV>", (Object) null);
			add("List<MapRecord<K, HK, HV>>", (Object) null);
			return;
		}
		MapRecord<String, String, Object> entry = StreamRecords.newRecord()
			.in(key)
			.withId(id)
			.ofMap(Map.of("f", value("x")));
		add("Record<K, ?>", entry);
		add("MapRecord<K, HK, HV>", entry);
		add("MapRecord<K, ? extends HK, ? extends HV>", entry);
		add("List<MapRecord<K, HK, HV>>", List.of(entry));
	}

	private void callbacks() {
		add("RedisScript<T>", RedisScript.of("return {KEYS[1], ARGV[1]}", List.class));
		add("BulkMapper<T, V>", (BulkMapper<Object, Object>) List::copyOf);
		add("BulkMapper<T, S>", (BulkMapper<Object, Object>) List::copyOf);
		add("RedisCallback<T>", (RedisCallback<Object>) (connection) -> connection.commands().exists(bytes("list")));
		add("RedisCallback<?>", (RedisCallback<@Nullable Object>) (connection) -> {
			connection.stringCommands().append(bytes("text"), bytes("x"));
			return null;
		});
		add("SessionCallback<T>", new Session<>((operations) -> operations.opsForList().size("list")));
		add("SessionCallback<?>", new Session<@Nullable Object>((operations) -> {
			operations.opsForList().rightPush("list", value("x"));
			operations.opsForList().size("list");
			return null;
		}));
	}

	private void reactive() {
		add("Publisher<K>", (key != null) ? Flux.just(key, other) : null);
		add("Publisher<? extends Map<? extends HK, ? extends HV>>", Flux.just(Map.of("d", value("x"))));
		add("List<?>", List.of(value("a")));
		add("ReactiveListCommands$Direction", ReactiveListCommands.Direction.LEFT,
				ReactiveListCommands.Direction.RIGHT);
		add("ReactiveRedisCallback<T>", (ReactiveRedisCallback<Boolean>) (connection) -> connection.keyCommands()
			.exists(ByteBuffer.wrap(bytes("list"))));
		add("ReactiveRedisSessionCallback<K, V, T>",
				(ReactiveRedisSessionCallback<Object, Object, Long>) (operations) -> operations.opsForList()
					.size("list"));
		add("RedisElementReader<T>", RedisElementReader.from(RedisSerializer.string()));
		add("RedisElementWriter<?>", RedisElementWriter.from(RedisSerializer.string()));
		add("RedisSerializationContext<K, ?>", RedisSerializationContext.string());
		add("RedisSerializationContext<K, V>", RedisSerializationContext.string());
	}

	private Object value(String text) {
		return values.apply(text);
	}

	/**
	 * @param choices the first is for the first parameter of that type, and so on; the
	 * last for all that follow
	 */
	private void add(String type, @Nullable Object... choices) {
		samples.put(type, Arrays.asList(choices));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
