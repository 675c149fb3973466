package io.hapool.redis;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.StringRedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Callbacks, sessions, pipelines and transactions of a template, and what can go wrong
 * with them.
 */
final class BroadUnits {

	private final Map<String, Function<RedisTemplate<Object, Object>, @Nullable Object>> steps = new LinkedHashMap<>();

	private final Jedis other;

	/**
	 * @param other a client that interferes
	 */
	BroadUnits(Jedis other) {
		this.other = other;
		callbacks();
		pipelines();
		pipelinesWithin();
		pipelinesThatFail();
		transactions();
		moreTransactions();
		watches();
		transactionsThatFail();
		transactionsMisused();
	}

	/** Returns all by their names, in an order that does not change. */
	Map<String, Function<RedisTemplate<Object, Object>, @Nullable Object>> steps() {
		return steps;
	}

	private void callbacks() {
		add("execute", (t) -> t.execute((RedisCallback<Object>) (c) -> c.stringCommands().get(b("string"))));
		add("execute exposed",
				(t) -> t.execute((RedisCallback<Object>) (c) -> c.isPipelined() + " " + c.isQueueing(), true));
		add("execute hidden", (t) -> t.execute((RedisCallback<Object>) (c) -> Proxy.isProxyClass(c.getClass()), false));
		add("execute piped",
				(t) -> t.execute((RedisCallback<Object>) (c) -> c.keyCommands().del(b("list")), true, true));
		add("connection of strings",
				(t) -> t.execute((RedisCallback<Object>) (c) -> c instanceof StringRedisConnection, true));
		add("closed by the callback", (t) -> t.execute((RedisCallback<Object>) (c) -> {
			c.close();
			return c.stringCommands().get(b("string"));
		}));
		add("callback that fails", (t) -> t.execute((RedisCallback<Object>) (c) -> {
			throw new IllegalStateException("mine");
		}));
		add("session", (t) -> t.execute(new Session<>((o) -> {
			o.opsForValue().set("n", "1");
			return List.of(o.opsForValue().get("n"), o.opsForValue().increment("n"));
		})));
		add("session that fails", (t) -> t.execute(new Session<>((o) -> {
			throw new IllegalStateException("mine");
		})));
		add("session in a session", (t) -> t.execute(new Session<>((o) -> o.execute(new Session<>((inner) -> {
			inner.opsForList().rightPush("list", "x");
			return inner.opsForList().size("list");
		})))));
		add("template in a session", (t) -> t.execute(new Session<>((o) -> t.opsForValue().get("string"))));
	}

	private void pipelines() {
		add("pipeline", (t) -> t.executePipelined(piped(BroadUnits::mixed)));
		add("pipeline of bytes", (t) -> t.executePipelined(piped(BroadUnits::mixed), null));
		add("pipeline by a serializer", (t) -> t.executePipelined(piped(BroadUnits::mixed), RedisSerializer.java()));
		add("pipeline of a session", (t) -> t.executePipelined(Session.doing((o) -> {
			o.opsForValue().set("n", "1");
			o.opsForValue().get("n");
			o.opsForHash().entries("hash");
			o.opsForZSet().rangeWithScores("zset", 0, -1);
			o.opsForSet().members("lone-set");
			o.expire("n", Duration.ofHours(1));
		})));
		add("pipeline of a session by a serializer", (t) -> t
			.executePipelined(Session.doing((o) -> o.opsForList().range("list", 0, -1)), RedisSerializer.byteArray()));
		add("empty pipeline", (t) -> t.executePipelined(piped((c) -> {
		})));
	}

	private void pipelinesWithin() {
		add("answers within a pipeline", (t) -> {
			List<@Nullable Object> within = new ArrayList<>();
			t.executePipelined(Session.doing((o) -> {
				within.add(o.opsForValue().get("string"));
				within.add(o.opsForList().size("list"));
			}));
			return within;
		});
		add("pipeline in a pipeline", (t) -> t.executePipelined(Session.doing((o) -> {
			o.opsForValue().set("n", "1");
			o.executePipelined(piped((c) -> c.stringCommands().incr(b("n"))));
			o.opsForValue().get("n");
		})));
		add("callback in a pipeline", (t) -> t.executePipelined(Session
			.doing((o) -> o.execute((RedisCallback<Object>) (c) -> c.stringCommands().append(b("string"), b("x"))))));
		add("transaction in a pipeline", (t) -> t.executePipelined(Session.doing((o) -> {
			o.multi();
			o.opsForValue().increment("string");
			o.exec();
		})));
	}

	private static void mixed(RedisConnection connection) {
		connection.stringCommands().set(b("n"), b("1"));
		connection.stringCommands().incr(b("n"));
		connection.stringCommands().get(b("none"));
		connection.hashCommands().hGetAll(b("hash"));
		connection.listCommands().lRange(b("list"), 0, -1);
		connection.zSetCommands().zRangeWithScores(b("zset"), 0, 0);
		connection.keyCommands().exists(b("string"));
	}

	private void pipelinesThatFail() {
		add("pipeline with an answer", (t) -> t.executePipelined((RedisCallback<Object>) (c) -> {
			c.stringCommands().incr(b("string"));
			return "mine";
		}));
		add("pipeline of a session with an answer", (t) -> t.executePipelined(new Session<>((o) -> "mine")));
		add("pipeline with a mistake", (t) -> t.executePipelined(piped((c) -> {
			c.stringCommands().incr(b("string"));
			c.stringCommands().incr(b("string"));
			c.listCommands().lPush(b("string"), b("x")); // nobody waits for what follows
		})));
		add("pipeline that fails", (t) -> t.executePipelined(piped((c) -> {
			c.stringCommands().incr(b("string"));
			throw new IllegalStateException("mine");
		})));
		add("script in a pipeline", (t) -> t.executePipelined(Session
			.doing((o) -> o.execute(RedisScript.of("return redis.call('incr', KEYS[1])", Long.class), List.of("n")))));
		add("cursor in a pipeline", (t) -> t.executePipelined(Session.doing((o) -> o.scan(ScanOptions.NONE).close())));
		add("usable after failures", (t) -> t.opsForValue().increment("string"));
	}

	private void transactions() {
		add("transaction", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			List<@Nullable Object> queued = Arrays.asList(o.opsForValue().increment("string"),
					o.opsForHash().entries("hash"), o.hasKey("none"), o.opsForZSet().rangeWithScores("zset", 0, 1));
			return Arrays.asList(queued, o.exec());
		})));
		add("transaction by a serializer", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.opsForValue().get("string");
			return o.exec(RedisSerializer.byteArray());
		})));
		add("empty transaction", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			return o.exec();
		})));
		add("discarded", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.opsForValue().increment("string");
			o.discard();
			return o.opsForValue().get("string");
		})));
	}

	private void moreTransactions() {
		add("two transactions", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.opsForValue().increment("string");
			List<?> first = o.exec();
			o.multi();
			o.delete("string");
			return List.of(first, o.exec());
		})));
		add("transaction of a callback", (t) -> t.execute((RedisCallback<Object>) (c) -> {
			c.multi();
			c.stringCommands().incr(b("string"));
			return c.exec();
		}));
	}

	private void watches() {
		add("watched, not changed", (t) -> t.execute(new Session<>((o) -> {
			o.watch("string");
			Object before = o.opsForValue().get("string");
			o.multi();
			o.opsForValue().set("string", before + "1");
			return o.exec();
		})));
		add("watched and changed", (t) -> t.execute(new Session<>((o) -> {
			o.watch(List.of("string", "list"));
			other.set("string", "theirs");
			o.multi();
			o.opsForValue().set("string", "mine");
			return o.exec();
		})));
		add("watched, then no more", (t) -> t.execute(new Session<>((o) -> {
			o.watch("string");
			o.unwatch();
			other.set("string", "theirs");
			o.multi();
			o.opsForValue().append("string", "mine");
			return o.exec();
		})));
	}

	private void transactionsThatFail() {
		add("transaction with a mistake", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.opsForValue().increment("string");
			o.opsForList().leftPush("string", "x");
			return o.exec();
		})));
		add("transaction that the server refuses", (t) -> t.execute((RedisCallback<Object>) (c) -> {
			c.multi();
			Object refused = TemplateAnswers.of(() -> c.execute("GET"));
			return Arrays.asList(refused, TemplateAnswers.of(c::exec));
		}));
		add("transaction that fails", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.opsForValue().increment("string");
			throw new IllegalStateException("mine");
		})));
	}

	private void transactionsMisused() {
		add("multi twice", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			o.multi();
			return o.exec();
		})));
		for (String end : List.of("exec", "discard", "unwatch")) {
			add(end + " alone", (t) -> t.execute(new Session<>((o) -> ended(o, end))));
		}
		add("watch in a transaction", (t) -> t.execute(new Session<>((o) -> {
			o.multi();
			String watched = TemplateAnswers.of(() -> {
				o.watch("string");
				return "watched";
			});
			return watched + TemplateAnswers.of(o::exec);
		})));
		add("usable after failed transactions", (t) -> t.opsForValue().increment("string"));
	}

	private static @Nullable Object ended(RedisOperations<Object, Object> operations, String end) {
		switch (end) {
			case "exec" -> {
				return operations.exec();
			}
			case "discard" -> operations.discard();
			default -> operations.unwatch();
		}
		return "ended";
	}

	private void add(String name, Function<RedisTemplate<Object, Object>, @Nullable Object> step) {
		steps.put(name, step);
	}

	private static RedisCallback<@Nullable Object> piped(Consumer<RedisConnection> commands) {
		return (connection) -> {
			commands.accept(connection);
			return null;
		};
	}

	private static byte[] b(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
