package io.hapool.redis.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldType;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisListCommands.Position;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Commands of all facets, in an order in which their answers are always the same.
 */
final class BroadCommands {

	private final Map<String, Function<RedisConnection, @Nullable Object>> steps = new LinkedHashMap<>();

	BroadCommands() {
		strings();
		keys();
		lists();
		sets();
		sortedSets();
		hashes();
		streams();
		geo();
		scripts();
		server();
		cursors();
		errors();
	}

	/**
	 * Carries out all.
	 * @return what each has answered or thrown
	 */
	List<String> on(RedisConnection connection) {
		List<String> answers = new ArrayList<>();
		steps.forEach((name, step) -> {
			try {
				answers.add(name + " -> " + Readable.of(step.apply(connection)));
			}
			catch (RuntimeException ex) {
				answers.add(name + " -> " + Readable.of(ex));
			}
		});
		return answers;
	}

	private void strings() {
		add("set", (c) -> c.stringCommands().set(b("s"), b("1")));
		add("get", (c) -> c.stringCommands().get(b("s")));
		add("get by default method", (c) -> c.commands().get(b("s")));
		add("setNX", (c) -> c.stringCommands().setNX(b("s"), b("2")));
		add("set if absent",
				(c) -> c.stringCommands().set(b("s2"), b("x"), SetCondition.ifAbsent(), Expiration.seconds(100)));
		add("ttl", (c) -> c.keyCommands().ttl(b("s2"), TimeUnit.MINUTES));
		add("incr", (c) -> c.stringCommands().incr(b("s")));
		add("incrBy", (c) -> c.stringCommands().incrBy(b("s"), 0.5));
		add("append", (c) -> c.stringCommands().append(b("s2"), b("yz")));
		add("getRange", (c) -> c.stringCommands().getRange(b("s2"), 1, 2));
		add("strLen", (c) -> c.stringCommands().strLen(b("s2")));
		add("mSet", (c) -> c.stringCommands().mSet(Map.of(b("m1"), b("a"), b("m2"), b("b"))));
		add("mGet", (c) -> c.stringCommands().mGet(b("m1"), b("none"), b("m2")));
		add("getSet", (c) -> c.stringCommands().getSet(b("m1"), b("c")));
		add("getDel", (c) -> c.stringCommands().getDel(b("m2")));
		add("getEx", (c) -> c.stringCommands().getEx(b("m1"), Expiration.seconds(100)));
		add("setBit", (c) -> c.stringCommands().setBit(b("bits"), 7, true));
		add("getBit", (c) -> c.stringCommands().getBit(b("bits"), 7));
		add("bitCount", (c) -> c.stringCommands().bitCount(b("bits")));
		add("bitPos", (c) -> c.stringCommands().bitPos(b("bits"), true));
		add("bitOp", (c) -> c.stringCommands().bitOp(BitOperation.OR, b("or"), b("bits"), b("s2")));
		add("bitField", (c) -> c.stringCommands()
			.bitField(b("bits"), BitFieldSubCommands.create().get(BitFieldType.UINT_8).valueAt(0)));
		add("pfAdd", (c) -> c.hyperLogLogCommands().pfAdd(b("h"), b("a"), b("b")));
		add("pfCount", (c) -> c.hyperLogLogCommands().pfCount(b("h")));
		doing("pfMerge", (c) -> c.hyperLogLogCommands().pfMerge(b("h2"), b("h")));
	}

	private void keys() {
		add("exists", (c) -> c.keyCommands().exists(b("s"), b("none")));
		add("type", (c) -> c.keyCommands().type(b("s")));
		add("copy", (c) -> c.keyCommands().copy(b("s"), b("copy"), true));
		add("expire", (c) -> c.keyCommands().expire(b("copy"), Duration.ofMinutes(5)));
		add("persist", (c) -> c.keyCommands().persist(b("copy")));
		doing("rename", (c) -> c.keyCommands().rename(b("copy"), b("renamed")));
		add("dump and restore", (c) -> {
			c.keyCommands().restore(b("restored"), 0, c.keyCommands().dump(b("s")));
			return c.stringCommands().get(b("restored"));
		});
		add("touch", (c) -> c.keyCommands().touch(b("s")));
		add("unlink", (c) -> c.keyCommands().unlink(b("renamed")));
		add("del", (c) -> c.keyCommands().del(b("restored"), b("none")));
		add("encodingOf", (c) -> c.keyCommands().encodingOf(b("s2")));
		add("pTtl none", (c) -> c.keyCommands().pTtl(b("none")));
	}

	private void lists() {
		add("rPush", (c) -> c.listCommands().rPush(b("l"), b("1"), b("3"), b("2")));
		add("lPush", (c) -> c.listCommands().lPush(b("l"), b("0")));
		add("lRange", (c) -> c.listCommands().lRange(b("l"), 0, -1));
		add("lIndex", (c) -> c.listCommands().lIndex(b("l"), 1));
		add("lPos", (c) -> c.listCommands().lPos(b("l"), b("3")));
		add("lInsert", (c) -> c.listCommands().lInsert(b("l"), Position.AFTER, b("1"), b("x")));
		doing("lSet", (c) -> c.listCommands().lSet(b("l"), 0, b("z")));
		add("lRem", (c) -> c.listCommands().lRem(b("l"), 0, b("z")));
		add("lMove", (c) -> c.listCommands().lMove(b("l"), b("l2"), Direction.LEFT, Direction.RIGHT));
		add("lPop", (c) -> c.listCommands().lPop(b("l")));
		add("bLPop", (c) -> c.listCommands().bLPop(1, b("l2")));
		add("sort", (c) -> c.keyCommands().sort(b("l"), new DefaultSortParameters().numeric()));
		add("sort and store", (c) -> c.keyCommands().sort(b("l"), new DefaultSortParameters(), b("sorted")));
		doing("lTrim", (c) -> c.listCommands().lTrim(b("l"), 0, 0));
	}

	private void sets() {
		add("sAdd", (c) -> c.setCommands().sAdd(b("set"), b("a"), b("b")));
		add("sIsMember", (c) -> c.setCommands().sIsMember(b("set"), b("a")));
		add("sMIsMember", (c) -> c.setCommands().sMIsMember(b("set"), b("a"), b("q")));
		add("sCard", (c) -> c.setCommands().sCard(b("set")));
		add("sMove", (c) -> c.setCommands().sMove(b("set"), b("set2"), b("b")));
		add("sMembers", (c) -> c.setCommands().sMembers(b("set")));
		add("sUnionStore", (c) -> c.setCommands().sUnionStore(b("set3"), b("set"), b("set2")));
		add("sDiff", (c) -> c.setCommands().sDiff(b("set3"), b("set")));
		add("sRem", (c) -> c.setCommands().sRem(b("set3"), b("a")));
		add("sPop", (c) -> c.setCommands().sPop(b("set2")));
	}

	private void sortedSets() {
		add("zAdd", (c) -> c.zSetCommands().zAdd(b("z"), 1, b("one")));
		add("zAdd flags", (c) -> c.zSetCommands().zAdd(b("z"), 2, b("two"), ZAddArgs.ifNotExists()));
		add("zIncrBy", (c) -> c.zSetCommands().zIncrBy(b("z"), 0.5, b("one")));
		add("zScore", (c) -> c.zSetCommands().zScore(b("z"), b("one")));
		add("zRank", (c) -> c.zSetCommands().zRank(b("z"), b("two")));
		add("zRange", (c) -> c.zSetCommands().zRange(b("z"), 0, -1));
		add("zRangeWithScores", (c) -> c.zSetCommands().zRangeWithScores(b("z"), 0, -1));
		add("zRangeByScore", (c) -> c.zSetCommands().zRangeByScore(b("z"), 0, 1.9));
		add("zRevRange", (c) -> c.zSetCommands().zRevRange(b("z"), 0, -1));
		add("zCount", (c) -> c.zSetCommands().zCount(b("z"), 0, 3));
		add("zRangeByLex", (c) -> c.zSetCommands().zRangeByLex(b("z"), Range.unbounded()));
		add("zUnionStore", (c) -> c.zSetCommands().zUnionStore(b("z2"), b("z"), b("set")));
		add("zPopMin", (c) -> c.zSetCommands().zPopMin(b("z2")));
		add("bZPopMax", (c) -> c.zSetCommands().bZPopMax(b("z2"), 1, TimeUnit.SECONDS));
		add("zRemRange", (c) -> c.zSetCommands().zRemRange(b("z2"), 0, 0));
		add("zRem", (c) -> c.zSetCommands().zRem(b("z"), b("one")));
	}

	private void hashes() {
		add("hSet", (c) -> c.hashCommands().hSet(b("hash"), b("f"), b("v")));
		doing("hMSet", (c) -> c.hashCommands().hMSet(b("hash"), Map.of(b("g"), b("1"))));
		add("hGet", (c) -> c.hashCommands().hGet(b("hash"), b("f")));
		add("hMGet", (c) -> c.hashCommands().hMGet(b("hash"), b("f"), b("none")));
		add("hGetAll", (c) -> c.hashCommands().hGetAll(b("hash")));
		add("hIncrBy", (c) -> c.hashCommands().hIncrBy(b("hash"), b("g"), 2));
		add("hSetNX", (c) -> c.hashCommands().hSetNX(b("hash"), b("f"), b("w")));
		add("hKeys", (c) -> c.hashCommands().hKeys(b("hash")));
		add("hVals", (c) -> c.hashCommands().hVals(b("hash")));
		add("hExists", (c) -> c.hashCommands().hExists(b("hash"), b("f")));
		add("hDel", (c) -> c.hashCommands().hDel(b("hash"), b("g")));
		add("hLen", (c) -> c.hashCommands().hLen(b("hash")));
	}

	private void streams() {
		add("xAdd", (c) -> c.streamCommands()
			.xAdd(StreamRecords.rawBytes(Map.of(b("f"), b("v"))).withStreamKey(b("x")).withId(RecordId.of("1-1"))));
		add("xLen", (c) -> c.streamCommands().xLen(b("x")));
		add("xRange", (c) -> c.streamCommands().xRange(b("x"), Range.unbounded()));
		add("xRead", (c) -> c.streamCommands().xRead(from(ReadOffset.from("0"))));
		add("xRead block", (c) -> c.streamCommands()
			.xRead(StreamReadOptions.empty().block(Duration.ofMillis(10)), from(ReadOffset.from("0"))));
		add("xGroupCreate", (c) -> c.streamCommands().xGroupCreate(b("x"), "g", ReadOffset.from("0")));
		add("xReadGroup",
				(c) -> c.streamCommands()
					.xReadGroup(org.springframework.data.redis.connection.stream.Consumer.from("g", "c"),
							from(ReadOffset.lastConsumed())));
		add("xPending", (c) -> c.streamCommands().xPending(b("x"), "g").getTotalPendingMessages());
		add("xAck", (c) -> c.streamCommands().xAck(b("x"), "g", "1-1"));
		add("xInfo", (c) -> c.streamCommands().xInfo(b("x")).streamLength());
		add("xDel", (c) -> c.streamCommands().xDel(b("x"), "1-1"));
		add("xTrim", (c) -> c.streamCommands().xTrim(b("x"), 5));
	}

	private void geo() {
		add("geoAdd", (c) -> c.geoCommands().geoAdd(b("geo"), new Point(13.36, 38.11), b("Palermo")));
		add("geoAdd more", (c) -> c.geoCommands().geoAdd(b("geo"), new Point(15.08, 37.5), b("Catania")));
		add("geoDist", (c) -> c.geoCommands().geoDist(b("geo"), b("Palermo"), b("Catania"), DistanceUnit.KILOMETERS));
		add("geoHash", (c) -> c.geoCommands().geoHash(b("geo"), b("Palermo")));
		add("geoPos", (c) -> c.geoCommands().geoPos(b("geo"), b("Palermo")));
		add("geoRadius",
				(c) -> c.geoCommands()
					.geoRadius(b("geo"), new Circle(new Point(15, 37), new Distance(200, Metrics.KILOMETERS)))
					.getContent()
					.stream()
					.map((result) -> Readable.of(result.getContent().getName()))
					.sorted()
					.toList());
		add("geoRemove", (c) -> c.geoCommands().geoRemove(b("geo"), b("Palermo")));
	}

	private void scripts() {
		add("eval", (c) -> c.scriptingCommands().eval(b("return ARGV[1]"), ReturnType.VALUE, 0, b("a")));
		add("eval many", (c) -> c.scriptingCommands().eval(b("return {1,2}"), ReturnType.MULTI, 0));
		add("scriptLoad", (c) -> c.scriptingCommands().scriptLoad(b("return 7")));
		add("evalSha", (c) -> c.scriptingCommands()
			.evalSha(c.scriptingCommands().scriptLoad(b("return 7")), ReturnType.INTEGER, 0));
		add("evalSha none", (c) -> c.scriptingCommands().evalSha("0".repeat(40), ReturnType.INTEGER, 0));
		add("scriptExists", (c) -> c.scriptingCommands().scriptExists("0".repeat(40)));
	}

	private void server() {
		add("ping", RedisConnection::ping);
		add("echo", (c) -> c.echo(b("hello")));
		add("dbSize", (c) -> c.serverCommands().dbSize());
		add("info", (c) -> c.serverCommands().info("memory"));
		add("getConfig", (c) -> c.serverCommands().getConfig("maxmemory"));
		add("publish", (c) -> c.publish(b("nobody"), b("m")));
		add("execute", (c) -> c.execute("GET", b("s")));
		add("execute incr", (c) -> c.execute("INCRBY", b("n"), b("4")));
		add("queueing", RedisConnection::isQueueing);
		add("pipelined", RedisConnection::isPipelined);
		add("subscribed", RedisConnection::isSubscribed);
		add("subscription", RedisConnection::getSubscription);
		add("closed", RedisConnection::isClosed);
	}

	private void cursors() {
		add("hScan", (c) -> c.hashCommands().hScan(b("hash"), ScanOptions.NONE));
		add("sScan", (c) -> c.setCommands().sScan(b("set"), ScanOptions.NONE));
		add("zScan", (c) -> c.zSetCommands().zScan(b("z"), ScanOptions.NONE));
	}

	private void errors() {
		add("wrong type", (c) -> c.listCommands().lPush(b("s"), b("x")));
		add("no number", (c) -> c.stringCommands().incr(b("s2")));
		add("no group", (c) -> c.streamCommands().xGroupDestroy(b("none"), "g"));
		add("no key", (c) -> c.stringCommands().get(null));
		add("exec without multi", (c) -> c.execute("EXEC"));
	}

	private void add(String name, Function<RedisConnection, @Nullable Object> step) {
		steps.put(name, step);
	}

	private void doing(String name, Consumer<RedisConnection> step) {
		add(name, (connection) -> {
			step.accept(connection);
			return "done";
		});
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static StreamOffset<byte[]>[] from(ReadOffset offset) {
		return new StreamOffset[] { StreamOffset.create(b("x"), offset) };
	}

	static byte[] b(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
