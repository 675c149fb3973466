package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.hapool.redis.connection.Readable;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.ConvertingCursor;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ListOperations.MoveFrom;
import org.springframework.data.redis.core.ListOperations.MoveTo;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StreamOperations;
import org.springframework.data.redis.core.query.SortQueryBuilder;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * What takes several calls of a template: units of work, scripts, cursors, groups.
 */
final class BroadOperations {

	private static final ScanOptions FEW = ScanOptions.scanOptions().count(7).build();

	private final Map<String, Function<RedisTemplate<Object, Object>, @Nullable Object>> steps = new LinkedHashMap<>();

	private final SampleData data;

	private final Jedis other;

	/**
	 * @param other a client that interferes
	 */
	BroadOperations(SampleData data, Jedis other) {
		this.data = data;
		this.other = other;
		steps.putAll(new BroadUnits(other).steps());
		scripts();
		scriptsThatFail();
		cursors();
		streams();
		keys();
	}

	/**
	 * Carries out each on the same data.
	 * @return what each has answered or thrown, and what it has left behind
	 */
	List<String> on(RedisTemplate<Object, Object> template) {
		List<String> answers = new ArrayList<>();
		steps.forEach((name, step) -> {
			data.reset();
			other.scriptFlush();
			String answer = TemplateAnswers.of(() -> step.apply(template));
			answers.add(name + " = " + answer + ", leaves " + data.digest() + TemplateAnswers.unbound());
		});
		return answers;
	}

	private void scripts() {
		RedisScript<Long> incremented = RedisScript.of("return redis.call('incrby', KEYS[1], ARGV[1])", Long.class);
		add("script",
				(t) -> List.of(t.execute(incremented, List.of("n"), "2"), t.execute(incremented, List.of("n"), "3")));
		add("script of a list", (t) -> t.execute(RedisScript.of("return {1, 'a', {2}}", List.class), List.of()));
		add("script of truth", (t) -> t.execute(RedisScript.of("return 1 == 1", Boolean.class), List.of()));
		add("script of text", (t) -> t.execute(RedisScript.of("return ARGV[1]", String.class), RedisSerializer.string(),
				RedisSerializer.string(), List.of("n"), "x"));
		add("script of nothing", (t) -> t.execute(RedisScript.of("redis.call('del', 'list')"), List.of()));
		add("script of nil", (t) -> t.execute(RedisScript.of("return nil", String.class), List.of()));
		add("script in a session", (t) -> t.execute(new Session<>((o) -> o.execute(incremented, List.of("n"), "2"))));
		add("script by its digest", (t) -> t.execute((RedisCallback<Object>) (c) -> {
			String digest = c.scriptingCommands().scriptLoad(b("return KEYS[1]"));
			return Arrays.asList(digest, c.scriptingCommands().scriptExists(digest, "0".repeat(40)),
					c.scriptingCommands().evalSha(digest, ReturnType.VALUE, 1, b("k")));
		}));
	}

	private void scriptsThatFail() {
		add("script that is not known", (t) -> t.execute(
				(RedisCallback<Object>) (c) -> c.scriptingCommands().evalSha("0".repeat(40), ReturnType.VALUE, 0)));
		add("script that is none", (t) -> t.execute(RedisScript.of("return (", Long.class), List.of()));
		add("script with a mistake", (t) -> t
			.execute(RedisScript.of("return redis.call('lpush', KEYS[1], 'x')", Long.class), List.of("string")));
		add("script that answers an error",
				(t) -> t.execute(RedisScript.of("return redis.error_reply('MINE fails')", Long.class), List.of()));
		add("script in a transaction", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			String queued = TemplateAnswers
				.of(() -> o.execute(RedisScript.of("return redis.call('incr', KEYS[1])", Long.class), List.of("n")));
			return queued + TemplateAnswers.of(o::exec);
		})));
	}

	private void cursors() {
		add("scan of many", (t) -> counted(t.scan(many(t, (o, i) -> o.opsForValue().set("k" + i, "v")))));
		add("scan of a hash",
				(t) -> counted(t.opsForHash().scan("big", many(t, (o, i) -> o.opsForHash().put("big", "f" + i, "v")))));
		add("scan of a set",
				(t) -> counted(t.opsForSet().scan("big", many(t, (o, i) -> o.opsForSet().add("big", "m" + i)))));
		add("scan of a sorted set",
				(t) -> counted(t.opsForZSet().scan("big", many(t, (o, i) -> o.opsForZSet().add("big", "m" + i, i)))));
		add("scan that matches", (t) -> t.scan(ScanOptions.scanOptions().match("hash*").count(3).build()));
		add("cursor that stays", (t) -> t.executeWithStickyConnection(
				(RedisCallback<Cursor<Object>>) (c) -> new ConvertingCursor<>(c.setCommands().sScan(b("set"), FEW),
						Readable::of)));
		add("closed cursor", (t) -> {
			Cursor<Object> cursor = t.scan(FEW);
			cursor.close();
			return cursor.isClosed() + TemplateAnswers.of(cursor::hasNext) + TemplateAnswers.of(cursor::next);
		});
		add("cursor in a session", (t) -> t.execute(new Session<>((o) -> {
			other.sadd("big", "x", "y");
			return Readable.of(o.opsForSet().scan("big", FEW));
		})));
	}

	private static ScanOptions many(RedisTemplate<Object, Object> template, Addition addition) {
		template.executePipelined(Session.doing((operations) -> {
			for (int i = 0; i < 600; i++) {
				addition.add(operations, i);
			}
		}));
		return FEW;
	}

	private static String counted(Cursor<?> cursor) {
		try (cursor) {
			List<String> found = new ArrayList<>();
			cursor.forEachRemaining((one) -> found.add(Readable.of(one)));
			return found.stream().distinct().sorted().toList().toString();
		}
	}

	@SuppressWarnings("unchecked")
	private void streams() {
		add("group", (t) -> {
			StreamOperations<Object, Object, Object> streams = t.opsForStream();
			Consumer reader = Consumer.from("workers", "one");
			List<@Nullable Object> answers = new ArrayList<>();
			answers.add(streams.createGroup("stream", ReadOffset.from("0"), "workers"));
			answers.add(streams.read(reader, StreamReadOptions.empty().count(2), fresh()));
			answers.add(streams.read(reader, StreamReadOptions.empty().block(Duration.ofMillis(10)), fresh()));
			answers.add(streams.read(reader, StreamReadOptions.empty().block(Duration.ofMillis(10)), fresh()));
			answers.add(Objects.requireNonNull(streams.pending("stream", "workers")).getTotalPendingMessages());
			answers.add(streams.claim("stream", "workers", "two", Duration.ZERO, RecordId.of("1-1")));
			answers.add(streams.acknowledge("stream", "workers", "1-1", "2-1"));
			answers.add(streams.pending("stream", Consumer.from("workers", "two"), Range.unbounded(), 10));
			answers.add(streams.consumers("stream", "workers").size());
			answers.add(streams.deleteConsumer("stream", reader));
			answers.add(streams.destroyGroup("stream", "workers"));
			return answers;
		});
		add("group of nothing", (t) -> t.opsForStream().createGroup("none", "workers"));
		add("read without a group", (t) -> t.opsForStream().read(Consumer.from("none", "one"), fresh()));
		add("blocking read of nothing", (t) -> t.opsForStream()
			.read(StreamReadOptions.empty().block(Duration.ofMillis(10)), StreamOffset.latest("stream")));
	}

	private static StreamOffset<Object> fresh() {
		return StreamOffset.create("stream", ReadOffset.lastConsumed());
	}

	private void keys() {
		add("dump and restore", (t) -> {
			byte[] dump = Objects.requireNonNull(t.dump("zset"));
			t.restore("copy", dump, Expiration.from(Duration.ofHours(1)), false);
			t.restore("copy", dump, Expiration.persistent(), true);
			return Arrays.asList(t.opsForZSet().rangeWithScores("copy", 0, -1), t.getExpire("copy"),
					TemplateAnswers.of(() -> {
						t.restore("copy", dump, Expiration.persistent());
						return "restored";
					}));
		});
		add("sort by others", (t) -> {
			t.opsForValue().multiSet(Map.of("w-a", "3", "w-b", "1", "w-c", "2"));
			return t.sort(SortQueryBuilder.sort((Object) "list").by("w-*").get("#").get("w-*").build());
		});
		add("bits",
				(t) -> t.execute((RedisCallback<Object>) (c) -> Arrays.asList(
						c.stringCommands().bitOp(BitOperation.XOR, b("bits"), b("string"), b("string-2")),
						c.stringCommands().get(b("bits")), c.stringCommands().bitCount(b("bits")),
						c.stringCommands().bitCount(b("bits"), 0, 1), c.stringCommands().bitPos(b("bits"), false))));
		add("blocking move of nothing",
				(t) -> t.opsForList().move(MoveFrom.fromHead("none"), MoveTo.toTail("list"), Duration.ofMillis(100)));
		add("random key", (t) -> t.hasKey(Objects.requireNonNull(t.randomKey())));
		add("bad score", (t) -> t.opsForZSet().add("zset", "x", Double.NaN));
		add("overflow", (t) -> t.opsForValue().increment("string", Long.MAX_VALUE));
		add("message to nobody", (t) -> t.convertAndSend("nobody", "m"));
	}

	private void add(String name, Function<RedisTemplate<Object, Object>, @Nullable Object> step) {
		steps.put(name, step);
	}

	private static byte[] b(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Adds one of many. */
	private interface Addition {

		void add(RedisOperations<Object, Object> operations, int index);

	}

}
