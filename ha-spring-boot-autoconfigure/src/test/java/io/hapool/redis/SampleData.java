package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;

/**
 * What a server holds before each operation: two keys of each type, and one with a single
 * member, whose random members are known.
 */
final class SampleData {

	private static final byte[] ALL = { '*' };

	/** Half an hour more than what is asked for in hours. */
	private static final Duration TIME_TO_LIVE = Duration.ofMinutes(6030);

	private static final ProtocolCommand DEBUG = () -> "DEBUG".getBytes(StandardCharsets.UTF_8);

	private final Jedis jedis;

	private final Function<String, Object> values;

	private final byte[] limited;

	private final Map<byte[], byte[]> dumps = new LinkedHashMap<>();

	/**
	 * @param template of the plain factory
	 * @param values makes the values that the template knows
	 */
	SampleData(RedisTemplate<Object, Object> template, Function<String, Object> values, Jedis jedis) {
		this.values = values;
		this.jedis = jedis;
		jedis.flushAll();
		template.opsForValue().set("string", values.apply("5"));
		this.limited = jedis.randomBinaryKey();
		strings(template);
		collections(template, "", List.of("a", "b", "c"));
		collections(template, "-2", List.of("b", "c", "z"));
		collections(template, "lone-", List.of("a"));
		stream(template);
		jedis.keys(ALL).forEach((key) -> dumps.put(key, jedis.dump(key)));
	}

	void reset() {
		Pipeline pipeline = jedis.pipelined();
		pipeline.sendCommand(Protocol.Command.FLUSHALL, "SYNC");
		dumps.forEach((key, dump) -> pipeline.restore(key, 0, dump));
		pipeline.pexpire(limited, TIME_TO_LIVE.toMillis());
		pipeline.sync();
	}

	/** Returns what stands for all keys and values, whatever their order. */
	String digest() {
		return new String((byte[]) jedis.sendCommand(DEBUG, "DIGEST"), StandardCharsets.UTF_8);
	}

	private void strings(RedisOperations<Object, Object> operations) {
		operations.opsForValue().set("string-2", values.apply("text"));
		operations.opsForHyperLogLog().add("hyperloglog", values.apply("a"), values.apply("b"));
		operations.opsForHyperLogLog().add("hyperloglog-2", values.apply("c"));
	}

	@SuppressWarnings("unchecked")
	private void stream(RedisOperations<Object, Object> operations) {
		for (String id : List.of("1-1", "2-1", "9999999999999-1")) {
			operations.opsForStream()
				.add(StreamRecords.newRecord().<Object>in("stream").withId(id).ofMap(Map.of("f", values.apply(id))));
		}
		operations.opsForStream().createGroup("stream", ReadOffset.from("0"), "group");
		operations.opsForStream()
			.read(Consumer.from("group", "consumer"), StreamOffset.create("stream", ReadOffset.lastConsumed()));
	}

	private void collections(RedisOperations<Object, Object> operations, String mark, List<String> members) {
		double score = 0;
		for (String member : members) {
			score++;
			operations.opsForList().rightPush(named("list", mark), values.apply(member));
			operations.opsForSet().add(named("set", mark), values.apply(member));
			operations.opsForZSet().add(named("zset", mark), values.apply(member), score);
			operations.opsForHash().put(named("hash", mark), member, values.apply(Integer.toString((int) score)));
			operations.opsForGeo().add(named("geo", mark), new Point(13 + score, 37 + score / 2), values.apply(member));
		}
	}

	private static String named(String type, String mark) {
		return mark.startsWith("-") ? type + mark : mark + type;
	}

}
