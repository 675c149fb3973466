package io.hapool.redis.jedis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Which servers a probe asks.
 */
interface ProbeTargets {

	/**
	 * Returns all servers that must answer.
	 * @param asking how to ask for them
	 */
	Set<HostAndPort> nodes(JedisProbe.Asking asking) throws TimeoutException;

	/**
	 * The one server.
	 */
	static ProbeTargets server(HostAndPort address) {
		return (asking) -> Set.of(address);
	}

	/**
	 * The master: as the connections in use know it, else as a Sentinel says.
	 * @param known what the connections in use know
	 */
	static ProbeTargets master(String name, Set<HostAndPort> sentinels, Supplier<JedisClientConfig> config,
			Supplier<@Nullable HostAndPort> known) {
		return (asking) -> {
			HostAndPort master = known.get();
			return Set.of((master != null) ? master : ask(name, sentinels, config.get(), asking));
		};
	}

	/**
	 * All nodes of a cluster, as one of them says.
	 * @param seeds whom to ask first
	 */
	static ProbeTargets cluster(Set<HostAndPort> seeds) {
		return (asking) -> {
			Set<HostAndPort> candidates = new LinkedHashSet<>(asking.knownNodes());
			candidates.addAll(seeds);
			JedisException last = null;
			for (HostAndPort node : candidates) {
				try {
					return asking.clusterNodes(node);
				}
				catch (JedisException ex) {
					last = ex;
				}
			}
			throw new JedisConnectionException("No node of the cluster answers", last);
		};
	}

	private static HostAndPort ask(String name, Set<HostAndPort> sentinels, JedisClientConfig config,
			JedisProbe.Asking asking) throws TimeoutException {
		JedisException last = null;
		for (HostAndPort sentinel : sentinels) {
			int left = (int) Math.min(asking.deadline().remaining().toMillis(), Integer.MAX_VALUE);
			if (left <= 0) {
				throw new TimeoutException("No Sentinel answered in time");
			}
			JedisClientConfig limited = DefaultJedisClientConfig.builder()
				.from(config)
				.connectionTimeoutMillis(Math.min(left, config.getConnectionTimeoutMillis()))
				.socketTimeoutMillis(left)
				.build();
			try (Jedis jedis = new Jedis(sentinel, limited)) {
				List<String> master = new ArrayList<>();
				List<String> answer = jedis.sentinelGetMasterAddrByName(name);
				if (answer != null) {
					master.addAll(answer);
				}
				if (master.size() == 2) {
					return new HostAndPort(master.get(0), Integer.parseInt(master.get(1)));
				}
			}
			catch (JedisException ex) {
				last = ex;
			}
		}
		throw new JedisConnectionException("No Sentinel names the master " + name, last);
	}

}
