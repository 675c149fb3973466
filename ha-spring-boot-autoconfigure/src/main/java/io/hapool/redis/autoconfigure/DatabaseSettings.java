package io.hapool.redis.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.MasterReplica;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.util.ClassUtils;

/**
 * All that is configured of one database, for either driver.
 *
 * @param prefix of its properties
 * @param details where it is
 * @param executor for commands to several nodes, or {@code null} for Spring's own
 */
record DatabaseSettings(String prefix, DataRedisProperties properties, DataRedisConnectionDetails details,
		ClientDefaults defaults, @Nullable AsyncTaskExecutor executor) {

	private static final boolean POOLS = ClassUtils.isPresent("org.apache.commons.pool2.ObjectPool",
			DatabaseSettings.class.getClassLoader());

	Duration commandTimeout() {
		Duration timeout = properties.getTimeout();
		return (timeout != null) ? timeout : defaults.commandTimeout();
	}

	Duration connectTimeout() {
		Duration timeout = properties.getConnectTimeout();
		return (timeout != null) ? timeout : defaults.connectTimeout();
	}

	boolean usesSslByUrl() {
		String url = properties.getUrl();
		return url != null && RedisUrl.parse(prefix + ".url", url).ssl();
	}

	static boolean isEnabled(DataRedisProperties.Pool pool) {
		Boolean enabled = pool.getEnabled();
		return (enabled != null) ? enabled : POOLS;
	}

	/**
	 * Returns what Spring Data Redis connects to, in the order in which Spring Boot looks
	 * for it.
	 */
	RedisConfiguration target() {
		Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return sentinel(sentinel);
		}
		Cluster cluster = details.getCluster();
		if (cluster != null) {
			return cluster(cluster);
		}
		MasterReplica masterReplica = details.getMasterReplica();
		return (masterReplica != null) ? masterReplica(masterReplica.getNodes()) : standalone();
	}

	private RedisStandaloneConfiguration standalone() {
		Standalone standalone = details.getStandalone();
		if (standalone == null) {
			throw new InvalidPoolException(prefix, "the connection details name no server (expected: one)",
					"Let them return standalone, sentinel, cluster or masterReplica.");
		}
		RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(standalone.getHost(),
				standalone.getPort());
		target.setUsername(details.getUsername());
		target.setPassword(RedisPassword.of(details.getPassword()));
		target.setDatabase(standalone.getDatabase());
		return target;
	}

	private RedisSentinelConfiguration sentinel(Sentinel sentinel) {
		RedisSentinelConfiguration target = new RedisSentinelConfiguration();
		target.master(sentinel.getMaster());
		target.setSentinels(nodes(sentinel.getNodes()));
		target.setUsername(details.getUsername());
		target.setPassword(RedisPassword.of(details.getPassword()));
		target.setSentinelUsername(sentinel.getUsername());
		target.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
		target.setDatabase(sentinel.getDatabase());
		return target;
	}

	private RedisClusterConfiguration cluster(Cluster cluster) {
		RedisClusterConfiguration target = new RedisClusterConfiguration();
		target.setClusterNodes(nodes(cluster.getNodes()));
		DataRedisProperties.Cluster configured = properties.getCluster();
		Integer redirects = (configured != null) ? configured.getMaxRedirects() : null;
		if (redirects != null) {
			target.setMaxRedirects(redirects);
		}
		target.setUsername(details.getUsername());
		target.setPassword(RedisPassword.of(details.getPassword()));
		return target;
	}

	private RedisStaticMasterReplicaConfiguration masterReplica(List<Node> nodes) {
		RedisStaticMasterReplicaConfiguration target = new RedisStaticMasterReplicaConfiguration(nodes.get(0).host(),
				nodes.get(0).port());
		nodes.stream().skip(1).forEach((node) -> target.addNode(node.host(), node.port()));
		target.setUsername(details.getUsername());
		target.setPassword(RedisPassword.of(details.getPassword()));
		return target;
	}

	private static List<RedisNode> nodes(List<Node> nodes) {
		return nodes.stream().map((node) -> new RedisNode(node.host(), node.port())).toList();
	}

	/** Without the properties, which hold the password. */
	@Override
	public String toString() {
		return prefix;
	}

}
