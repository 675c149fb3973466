package io.hapool.redis.reactive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.hapool.redis.connection.Readable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection.CommandResponse;
import org.springframework.data.redis.connection.ReactiveRedisConnection.KeyCommand;
import org.springframework.data.redis.connection.ReactiveStringCommands.SetCommand;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Commands of all reactive facets, in an order in which their answers are always the
 * same.
 */
final class BroadReactiveCommands {

	private static final ByteBuffer NONE = b("none");

	private final Map<String, Function<ReactiveRedisConnection, Publisher<?>>> steps = new LinkedHashMap<>();

	BroadReactiveCommands() {
		strings();
		keys();
		collections();
		sortedSets();
		hashes();
		streams();
		rest();
	}

	/**
	 * Carries out all, one after the other.
	 * @return what each has answered or thrown
	 */
	List<String> on(ReactiveRedisConnection connection) {
		List<String> answers = new ArrayList<>();
		steps.forEach((name,
				step) -> answers.add(name + " -> "
						+ Flux.defer(() -> step.apply(connection))
							.map((answer) -> (answer instanceof CommandResponse<?, ?> response) ? output(response)
									: Readable.of(answer))
							.collectList()
							.map(Object::toString)
							.onErrorResume((failure) -> Mono.just(Readable.of(failure)))
							.block(Duration.ofSeconds(10))));
		return answers;
	}

	private static String output(CommandResponse<?, ?> response) {
		Object output = (response.isPresent()) ? response.getOutput() : "absent";
		if (output instanceof Publisher<?> publisher) {
			output = Flux.from(publisher).map(Readable::of).collectList().toFuture().join();
		}
		return response.getClass().getSimpleName() + ' ' + Readable.of(output);
	}

	private void strings() {
		add("set", (c) -> c.stringCommands().set(b("s"), b("1")));
		add("set many",
				(c) -> c.stringCommands()
					.set(Flux.just(SetCommand.set(b("a")).value(b("1")), SetCommand.set(b("b")).value(b("2")),
							SetCommand.set(b("a")).value(b("3")).withCondition(SetCondition.ifAbsent()))));
		add("get many", (c) -> c.stringCommands()
			.get(Flux.just(new KeyCommand(b("a")), new KeyCommand(NONE), new KeyCommand(b("b")))));
		add("get", (c) -> c.stringCommands().get(b("s")));
		add("get none", (c) -> c.stringCommands().get(NONE));
		add("mGet", (c) -> c.stringCommands().mGet(List.of(b("a"), b("b"))));
		add("getSet", (c) -> c.stringCommands().getSet(b("a"), b("x")));
		add("setEX", (c) -> c.stringCommands().setEX(b("e"), b("x"), Expiration.seconds(100)));
		add("append", (c) -> c.stringCommands().append(b("a"), b("y")));
		add("strLen", (c) -> c.stringCommands().strLen(b("a")));
		add("bitOp", (c) -> c.stringCommands().bitOp(List.of(b("a"), b("b")), BitOperation.AND, b("and")));
		add("incr", (c) -> c.numberCommands().incr(b("s")));
		add("incrBy", (c) -> c.numberCommands().incrBy(b("s"), 5L));
		add("publish", (c) -> c.pubSubCommands().publish(b("nobody"), b("m")));
	}

	private void keys() {
		add("exists", (c) -> c.keyCommands().exists(b("s")));
		add("type", (c) -> c.keyCommands().type(b("s")));
		add("ttl", (c) -> c.keyCommands().ttl(b("s")));
		add("expire", (c) -> c.keyCommands().expire(b("s"), Duration.ofMinutes(1)));
		add("persist", (c) -> c.keyCommands().persist(b("s")));
		add("rename", (c) -> c.keyCommands().rename(b("b"), b("b2")));
		add("del", (c) -> c.keyCommands().del(b("b2")));
		add("mDel", (c) -> c.keyCommands().mDel(List.of(b("and"), NONE)));
		add("keys", (c) -> c.keyCommands().keys(b("a*")));
		add("scan", (c) -> c.keyCommands().scan(ScanOptions.scanOptions().match("a*").build()));
	}

	private void collections() {
		add("rPush", (c) -> c.listCommands().rPush(b("l"), List.of(b("1"), b("2"), b("3"))));
		add("lRange", (c) -> c.listCommands().lRange(b("l"), 0, -1));
		add("lPop", (c) -> c.listCommands().lPop(b("l")));
		add("bLPop",
				(c) -> c.listCommands()
					.blPop(List.of(b("l")), Duration.ofSeconds(1))
					.map((popped) -> Readable.of(popped.getRaw())));
		add("lLen", (c) -> c.listCommands().lLen(b("l")));
		add("lTrim", (c) -> c.listCommands().lTrim(b("l"), 0, 5));
		add("sAdd", (c) -> c.setCommands().sAdd(b("set"), List.of(b("1"), b("2"))));
		add("sMembers", (c) -> c.setCommands().sMembers(b("set")));
		add("sMembers many",
				(c) -> c.setCommands().sMembers(Flux.just(new KeyCommand(b("set")), new KeyCommand(NONE))));
		add("sIsMember", (c) -> c.setCommands().sIsMember(b("set"), b("1")));
		add("sScan", (c) -> c.setCommands().sScan(b("set")));
		add("sUnionStore", (c) -> c.setCommands().sUnionStore(b("union"), List.of(b("set"), NONE)));
		add("sPop", (c) -> c.setCommands().sPop(b("union"), 5).count());
		add("pfAdd", (c) -> c.hyperLogLogCommands().pfAdd(b("hll"), b("1")));
		add("pfCount", (c) -> c.hyperLogLogCommands().pfCount(b("hll")));
	}

	private void sortedSets() {
		add("zAdd", (c) -> c.zSetCommands().zAdd(b("z"), 1.0, b("one")));
		add("zAdd two", (c) -> c.zSetCommands().zAdd(b("z"), 2.0, b("two")));
		add("zRange", (c) -> c.zSetCommands().zRange(b("z"), Range.closed(0L, -1L)));
		add("zRangeWithScores", (c) -> c.zSetCommands().zRangeWithScores(b("z"), Range.closed(0L, -1L)));
		add("zScore", (c) -> c.zSetCommands().zScore(b("z"), b("one")));
		add("zScan", (c) -> c.zSetCommands().zScan(b("z")));
		add("zUnionStore", (c) -> c.zSetCommands().zUnionStore(b("z2"), List.of(b("z"), b("set"))));
		add("zPopMin", (c) -> c.zSetCommands().zPopMin(b("z2")));
		add("geoAdd", (c) -> c.geoCommands().geoAdd(b("geo"), new Point(13, 38), b("Palermo")));
		add("geoPos", (c) -> c.geoCommands().geoPos(b("geo"), b("Palermo")));
	}

	private void hashes() {
		add("hSet", (c) -> c.hashCommands().hSet(b("h"), b("f"), b("v")));
		add("hMSet", (c) -> c.hashCommands().hMSet(b("h"), Map.of(b("g"), b("w"))));
		add("hGet", (c) -> c.hashCommands().hGet(b("h"), b("f")));
		add("hMGet", (c) -> c.hashCommands().hMGet(b("h"), List.of(b("f"), b("g"))));
		add("hGetAll", (c) -> c.hashCommands().hGetAll(b("h")));
		add("hKeys", (c) -> c.hashCommands().hKeys(b("h")));
		add("hScan", (c) -> c.hashCommands().hScan(b("h")));
		add("hDel", (c) -> c.hashCommands().hDel(b("h"), b("f")));
	}

	private void streams() {
		add("xAdd", (c) -> c.streamCommands()
			.xAdd(StreamRecords.newRecord().in(b("x")).withId(RecordId.of("1-1")).ofBuffer(Map.of(b("f"), b("v")))));
		add("xLen", (c) -> c.streamCommands().xLen(b("x")));
		add("xRange", (c) -> c.streamCommands().xRange(b("x"), Range.unbounded()));
		add("xRead", (c) -> c.streamCommands().xRead(fromTheStart()));
		add("xDel", (c) -> c.streamCommands().xDel(b("x"), RecordId.of("1-1")));
	}

	private void rest() {
		add("eval", (c) -> c.scriptingCommands().eval(b("return {1,2}"), ReturnType.MULTI, 0));
		add("evalSha none", (c) -> c.scriptingCommands().evalSha("0".repeat(40), ReturnType.INTEGER, 0));
		add("scriptExists", (c) -> c.scriptingCommands().scriptExists(List.of("0".repeat(40))));
		add("ping", ReactiveRedisConnection::ping);
		add("dbSize", (c) -> c.serverCommands().dbSize());
		add("info", (c) -> c.serverCommands().info("memory"));
		add("getClientList", (c) -> c.serverCommands().getClientList().hasElements());
		add("wrong type", (c) -> c.listCommands().lLen(b("s")));
		add("wrong type of many", (c) -> c.setCommands().sMembers(b("s")));
	}

	private void add(String name, Function<ReactiveRedisConnection, Publisher<?>> step) {
		steps.put(name, step);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static StreamOffset<ByteBuffer>[] fromTheStart() {
		return new StreamOffset[] { StreamOffset.create(b("x"), ReadOffset.from("0")) };
	}

	static ByteBuffer b(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

}
