package io.hapool.redis.connection;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.hapool.redis.PartlyDoneException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ClusterSlotHashUtil;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * The commands that Spring Data Redis makes of several where the keys are on several
 * nodes of a cluster: one of them may fail when another is done.
 */
final class ClusterSteps {

	private static final Set<String> METHODS = Set.of("rPopLPush", "bRPopLPush", "sMove", "rename", "renameNX",
			"mSetNX");

	private ClusterSteps() {
	}

	/**
	 * Returns what to throw.
	 * @param failure what the method threw
	 * @return the failure, or one that says that a part may be done
	 */
	static Throwable explain(RedisConnection connection, String method, @Nullable Object[] arguments,
			Throwable failure) {
		boolean steps = connection instanceof RedisClusterConnection && METHODS.contains(method)
				&& !ClusterSlotHashUtil.isSameSlotForAllKeys(keys(arguments));
		return steps ? new PartlyDoneException(method, failure) : failure;
	}

	/** The first two, for {@code sMove} has a value behind them; all of a map. */
	private static byte[][] keys(@Nullable Object[] arguments) {
		Stream<?> candidates = (arguments[0] instanceof Map<?, ?> map) ? map.keySet().stream()
				: Stream.of(arguments).filter(byte[].class::isInstance).limit(2);
		return candidates.toArray(byte[][]::new);
	}

}
