package io.hapool.redis;

import java.util.Collection;
import java.util.stream.Collectors;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.ClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.DomainSocketConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.SentinelConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.StaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithHostAndPort;
import org.springframework.data.redis.connection.RedisNode;

/**
 * Says in words where a database is, for people.
 */
public final class RedisAddresses {

	private RedisAddresses() {
	}

	/**
	 * Describes where a database is.
	 * @param configuration what Spring Data Redis connects to
	 * @return as in {@code east:6379}, or {@code master mymaster by sentinels a:26379};
	 * without credentials
	 */
	public static String describe(RedisConfiguration configuration) {
		if (configuration instanceof SentinelConfiguration sentinel) {
			String master = (sentinel.getMaster() != null) ? sentinel.getMaster().getName() : "(none)";
			return "master " + master + " by sentinels " + nodes(sentinel.getSentinels());
		}
		if (configuration instanceof ClusterConfiguration cluster) {
			return "cluster " + nodes(cluster.getClusterNodes());
		}
		if (configuration instanceof StaticMasterReplicaConfiguration nodes) {
			return "master and replicas " + nodes.getNodes()
				.stream()
				.map((node) -> node.getHostName() + ":" + node.getPort())
				.collect(Collectors.joining(", "));
		}
		if (configuration instanceof DomainSocketConfiguration socket) {
			return socket.getSocket();
		}
		if (configuration instanceof WithHostAndPort standalone) {
			return standalone.getHostName() + ":" + standalone.getPort();
		}
		return configuration.getClass().getSimpleName();
	}

	private static String nodes(Collection<RedisNode> nodes) {
		return nodes.stream().map(RedisNode::asString).sorted().collect(Collectors.joining(", "));
	}

}
