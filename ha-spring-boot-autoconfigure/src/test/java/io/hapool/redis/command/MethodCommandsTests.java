package io.hapool.redis.command;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.hapool.redis.Repetition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.ReactiveClusterCommands;
import org.springframework.data.redis.connection.ReactiveClusterServerCommands;
import org.springframework.data.redis.connection.ReactiveGeoCommands;
import org.springframework.data.redis.connection.ReactiveHashCommands;
import org.springframework.data.redis.connection.ReactiveHyperLogLogCommands;
import org.springframework.data.redis.connection.ReactiveKeyCommands;
import org.springframework.data.redis.connection.ReactiveListCommands;
import org.springframework.data.redis.connection.ReactiveNumberCommands;
import org.springframework.data.redis.connection.ReactivePubSubCommands;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveScriptingCommands;
import org.springframework.data.redis.connection.ReactiveServerCommands;
import org.springframework.data.redis.connection.ReactiveSetCommands;
import org.springframework.data.redis.connection.ReactiveStreamCommands;
import org.springframework.data.redis.connection.ReactiveStreamCommands.ReadCommand;
import org.springframework.data.redis.connection.ReactiveStringCommands;
import org.springframework.data.redis.connection.ReactiveStringCommands.SetCommand;
import org.springframework.data.redis.connection.ReactiveZSetCommands;
import org.springframework.data.redis.connection.ReactiveZSetCommands.ZAddCommand;
import org.springframework.data.redis.connection.RedisClusterCommands;
import org.springframework.data.redis.connection.RedisClusterServerCommands;
import org.springframework.data.redis.connection.RedisConnectionCommands;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisPubSubCommands;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.RedisTxCommands;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.zset.DefaultTuple;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

class MethodCommandsTests {

	private static final byte[] KEY = { 'k' };

	private static final byte[] OTHER = { 'o' };

	private static final ByteBuffer BUFFER = ByteBuffer.wrap(KEY);

	static Stream<Class<?>> facets() {
		return Stream.of(RedisKeyCommands.class, RedisStringCommands.class, RedisListCommands.class,
				RedisSetCommands.class, RedisZSetCommands.class, RedisHashCommands.class, RedisTxCommands.class,
				RedisPubSubCommands.class, RedisConnectionCommands.class, RedisServerCommands.class,
				RedisStreamCommands.class, RedisScriptingCommands.class, RedisGeoCommands.class,
				RedisHyperLogLogCommands.class, RedisClusterCommands.class, RedisClusterServerCommands.class,
				ReactiveKeyCommands.class, ReactiveStringCommands.class, ReactiveNumberCommands.class,
				ReactiveListCommands.class, ReactiveSetCommands.class, ReactiveZSetCommands.class,
				ReactiveHashCommands.class, ReactiveGeoCommands.class, ReactiveHyperLogLogCommands.class,
				ReactivePubSubCommands.class, ReactiveScriptingCommands.class, ReactiveServerCommands.class,
				ReactiveStreamCommands.class, ReactiveClusterServerCommands.class, ReactiveClusterCommands.class);
	}

	@ParameterizedTest
	@MethodSource("facets")
	void knowsEveryMethodOfEveryFacet(Class<?> facet) {
		List<String> unknown = Arrays.stream(facet.getMethods())
			.filter((method) -> !Modifier.isStatic(method.getModifiers()))
			// Those of the reactive facets send their command by one that is abstract.
			.filter((method) -> !facet.getSimpleName().startsWith("Reactive") || !method.isDefault())
			.map(MethodCommands::command)
			.filter((command) -> !CommandTable.isKnown(command))
			.toList();

		assertThat(unknown).as("commands of %s to add to the table", facet.getSimpleName()).isEmpty();
	}

	@Test
	void whatIsNotKnownIsHarmful() {
		Method method = method(Newer.class, "frobnicate", byte[].class);

		assertThat(MethodCommands.of(method).with(KEY)).isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void readsAndWhatLeavesTheSameIsHarmless() {
		assertThat(string("get", KEY)).isEqualTo(Conduct.READ);
		assertThat(string("mSet", Map.of())).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisKeyCommands.class, "del", (Object) new byte[][] { KEY })).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisHashCommands.class, "hSet", KEY, KEY, KEY)).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisSetCommands.class, "sAdd", KEY, new byte[][] { KEY })).isEqualTo(Conduct.HARMLESS);
	}

	@Test
	void whatCountsAddsOrTakesIsHarmful() {
		assertThat(string("incr", KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("append", KEY, KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("getDel", KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("setNX", KEY, KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisSetCommands.class, "sPop", KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisKeyCommands.class, "rename", KEY, OTHER)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisScriptingCommands.class, "eval", KEY, null, 0, new byte[0][]))
			.isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void setIsHarmlessUnlessItAsksWhoWasFirst() {
		Expiration none = Expiration.persistent();

		assertThat(string("set", KEY, KEY)).isEqualTo(Conduct.HARMLESS);
		assertThat(string("set", KEY, KEY, SetCondition.upsert(), none)).isEqualTo(Conduct.HARMLESS);
		assertThat(string("set", KEY, KEY, SetCondition.ifPresent(), none)).isEqualTo(Conduct.HARMLESS);
		assertThat(string("set", KEY, KEY, SetCondition.ifAbsent(), none)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("set", KEY, KEY, SetCondition.ifEquals(KEY), none)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("set", KEY, KEY, none, SetOptions.SET_IF_ABSENT)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("set", KEY, KEY, none, SetOptions.UPSERT)).isEqualTo(Conduct.HARMLESS);
		assertThat(string("setGet", KEY, KEY, SetCondition.upsert(), none)).isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void expiryIsHarmlessUnlessThereMustBeNone() {
		assertThat(key("expire", KEY, 1L, ExpirationOptions.Condition.ALWAYS)).isEqualTo(Conduct.HARMLESS);
		assertThat(key("expire", KEY, 1L, ExpirationOptions.Condition.NX)).isEqualTo(Conduct.HARMFUL);
		assertThat(key("applyExpiration", KEY, Expiration.seconds(1), ExpirationOptions.builder().nx().build()))
			.isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void copiesAndRestoresAreHarmlessIfTheyReplace() {
		assertThat(key("copy", KEY, OTHER, true)).isEqualTo(Conduct.HARMLESS);
		assertThat(key("copy", KEY, OTHER, false)).isEqualTo(Conduct.HARMFUL);
		assertThat(key("restore", KEY, 0L, OTHER, true)).isEqualTo(Conduct.HARMLESS);
		assertThat(key("restore", KEY, 0L, OTHER)).isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void sortedSetsAreHarmlessUnlessTheyCountWhatIsNew() {
		assertThat(conduct(RedisZSetCommands.class, "zAdd", KEY, 1.0, KEY, ZAddArgs.empty()))
			.isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisZSetCommands.class, "zAdd", KEY, 1.0, KEY, ZAddArgs.empty().xx().gt()))
			.isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisZSetCommands.class, "zAdd", KEY, 1.0, KEY, ZAddArgs.ifNotExists()))
			.isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisZSetCommands.class, "zAdd", KEY, Set.of(), ZAddArgs.empty().ch()))
			.isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void whatStoresIntoItsSourceIsHarmful() {
		assertThat(key("sort", KEY, null, OTHER)).isEqualTo(Conduct.HARMLESS);
		assertThat(key("sort", KEY, null, KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(string("bitOp", BitOperation.XOR, OTHER, new byte[][] { KEY })).isEqualTo(Conduct.HARMLESS);
		assertThat(string("bitOp", BitOperation.XOR, KEY, new byte[][] { OTHER, KEY })).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisZSetCommands.class, "zUnionStore", KEY, new byte[][] { OTHER }))
			.isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisZSetCommands.class, "zUnionStore", KEY, new byte[][] { KEY, OTHER }))
			.isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void listsAreHarmlessIfTheSameIsLeft() {
		assertThat(conduct(RedisListCommands.class, "lRem", KEY, 0L, KEY)).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisListCommands.class, "lRem", KEY, 1L, KEY)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisListCommands.class, "lTrim", KEY, 0L, 9L)).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisListCommands.class, "lTrim", KEY, -9L, -1L)).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(RedisListCommands.class, "lTrim", KEY, 1L, -1L)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(RedisListCommands.class, "lTrim", KEY, 0L, -2L)).isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void bitFieldsAreHarmlessIfTheyOnlyRead() {
		BitFieldSubCommands reads = BitFieldSubCommands.create().get(BitFieldType.UINT_8).valueAt(0);
		BitFieldSubCommands counts = BitFieldSubCommands.create().incr(BitFieldType.UINT_8).valueAt(0).by(1);

		assertThat(string("bitField", KEY, reads)).isEqualTo(Conduct.HARMLESS);
		assertThat(string("bitField", KEY, counts)).isEqualTo(Conduct.HARMFUL);
	}

	@Test
	void popsThatBlockWaitAsLongAsTheySay() {
		assertThat(conduct(RedisListCommands.class, "bLPop", 3, new byte[][] { KEY }))
			.isEqualTo(Conduct.waiting(Repetition.HARMFUL, Duration.ofSeconds(3)));
		assertThat(conduct(RedisListCommands.class, "bLMove", KEY, OTHER, null, null, 0.25))
			.isEqualTo(Conduct.waiting(Repetition.HARMFUL, Duration.ofMillis(250)));
		assertThat(conduct(RedisZSetCommands.class, "bZPopMax", KEY, 7L, TimeUnit.MILLISECONDS))
			.isEqualTo(Conduct.waiting(Repetition.HARMFUL, Duration.ofMillis(7)));
		assertThat(conduct(RedisListCommands.class, "bRPop", 0, new byte[][] { KEY }))
			.isEqualTo(Conduct.waiting(Repetition.HARMFUL, Duration.ZERO));
	}

	@Test
	void streamsAreHarmlessToRead() {
		StreamReadOptions block = StreamReadOptions.empty().block(Duration.ofSeconds(2));
		Object offsets = new StreamOffset<?>[0];

		assertThat(conduct(RedisStreamCommands.class, "xRead", StreamReadOptions.empty(), offsets))
			.isEqualTo(Conduct.READ);
		assertThat(conduct(RedisStreamCommands.class, "xRead", block, offsets))
			.isEqualTo(Conduct.waiting(Repetition.READ, Duration.ofSeconds(2)));
		assertThat(conduct(RedisStreamCommands.class, "xReadGroup", Consumer.from("g", "c"), block, offsets))
			.isEqualTo(Conduct.waiting(Repetition.HARMLESS, Duration.ofSeconds(2)));
		assertThat(conduct(RedisStreamCommands.class, "xReadGroup", Consumer.from("g", "c"),
				StreamReadOptions.empty().noack(), offsets))
			.isEqualTo(Conduct.HARMLESS);
	}

	@Test
	void commandsOfPublishersAreLookedAtOneByOne() {
		SetCommand set = SetCommand.set(BUFFER).value(BUFFER);
		Tuple tuple = new DefaultTuple(KEY, 1.0);
		ReadCommand read = ReadCommand.from(StreamOffset.create(BUFFER, ReadOffset.latest()));

		assertThat(conduct(ReactiveStringCommands.class, "set", set)).isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(ReactiveStringCommands.class, "set", set.withCondition(SetCondition.ifAbsent())))
			.isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(ReactiveStringCommands.class, "setNX", set)).isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(ReactiveStringCommands.class, "get", new ReactiveRedisConnection.KeyCommand(BUFFER)))
			.isEqualTo(Conduct.READ);
		assertThat(conduct(ReactiveZSetCommands.class, "zAdd", ZAddCommand.tuple(tuple).to(BUFFER)))
			.isEqualTo(Conduct.HARMLESS);
		assertThat(conduct(ReactiveZSetCommands.class, "zAdd", ZAddCommand.tuple(tuple).to(BUFFER).incr()))
			.isEqualTo(Conduct.HARMFUL);
		assertThat(conduct(ReactiveStreamCommands.class, "read", read)).isEqualTo(Conduct.READ);
		assertThat(conduct(ReactiveStreamCommands.class, "read", read.as(Consumer.from("g", "c"))))
			.isEqualTo(Conduct.HARMLESS);
	}

	@Test
	void cursorsAreCursorsAndNodesStay() {
		assertThat(key("scan", (Object) null)).isEqualTo(Conduct.CURSOR);
		assertThat(conduct(RedisHashCommands.class, "hScan", KEY, null)).isEqualTo(Conduct.CURSOR);
		assertThat(conduct(RedisClusterCommands.class, "clusterForget", (Object) null)).isEqualTo(Conduct.STAYS);
	}

	private static Conduct string(String name, @Nullable Object... arguments) {
		return conduct(RedisStringCommands.class, name, arguments);
	}

	private static Conduct key(String name, @Nullable Object... arguments) {
		return conduct(RedisKeyCommands.class, name, arguments);
	}

	private static Conduct conduct(Class<?> facet, String name, @Nullable Object... arguments) {
		Method method = Arrays.stream(facet.getMethods())
			.filter((candidate) -> candidate.getName().equals(name)
					&& candidate.getParameterCount() == arguments.length)
			.findFirst()
			.orElseThrow();
		return MethodCommands.of(method).with(arguments);
	}

	private static Method method(Class<?> type, String name, Class<?>... parameters) {
		Method method = ReflectionUtils.findMethod(type, name, parameters);
		assertThat(method).isNotNull();
		return method;
	}

	interface Newer {

		void frobnicate(byte[] key);

	}

	/** As SetOption, which is deprecated. */
	enum SetOptions {

		UPSERT, SET_IF_ABSENT

	}

}
