package io.hapool.redis;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A cluster that stays up as far as it can when one of its nodes is gone.
 */
record TwoNodeCluster(RedisServerProcess first, RedisServerProcess second) implements AutoCloseable {

	private static final int SLOTS = 16384;

	private static final int FIRST_OF_THE_SECOND = SLOTS / 2;

	static TwoNodeCluster start() {
		TwoNodeCluster nodes = new TwoNodeCluster(node(), node());
		try (Jedis one = nodes.first.connect(); Jedis other = nodes.second.connect()) {
			one.clusterAddSlots(IntStream.range(0, FIRST_OF_THE_SECOND).toArray());
			other.clusterAddSlots(IntStream.range(FIRST_OF_THE_SECOND, SLOTS).toArray());
			one.clusterMeet("127.0.0.1", nodes.second.port());
			nodes.awaitOk();
			return nodes;
		}
		catch (RuntimeException ex) {
			nodes.close();
			throw ex;
		}
	}

	/**
	 * Returns when each node serves what it has: one that begins does not, for a while.
	 */
	void awaitOk() {
		try (Jedis one = first.connect(); Jedis other = second.connect()) {
			RedisScene.await()
				.until(() -> List.of(one, other).stream().allMatch((node) -> knowsAll(node.clusterInfo())));
		}
	}

	private static RedisServerProcess node() {
		return RedisServerProcess.startNode("--cluster-require-full-coverage", "no", "--cluster-node-timeout", "60000");
	}

	private static boolean knowsAll(String state) {
		return state.contains("cluster_state:ok") && state.contains("cluster_slots_assigned:16384")
				&& state.contains("cluster_known_nodes:2");
	}

	/** Returns a key that the first node has. */
	String keyOfTheFirst() {
		return key((slot) -> slot < FIRST_OF_THE_SECOND);
	}

	/** Returns a key that the second node has. */
	String keyOfTheSecond() {
		return key((slot) -> slot >= FIRST_OF_THE_SECOND);
	}

	private static String key(IntPredicate slot) {
		return IntStream.range(0, 1000)
			.mapToObj((i) -> "key-" + i)
			.filter((key) -> slot.test(JedisClusterCRC16.getSlot(key)))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() {
		first.close();
		second.close();
	}

}
