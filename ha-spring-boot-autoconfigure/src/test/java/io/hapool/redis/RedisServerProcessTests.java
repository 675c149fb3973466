package io.hapool.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class RedisServerProcessTests {

	@Test
	void killedServerRefusesUntilItIsStartedAgainOnItsPort() {
		try (RedisServerProcess server = RedisServerProcess.start()) {
			server.kill();

			assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(() -> server.info("server"));

			server.restart();
			assertThat(server.info("server")).contains("tcp_port:" + server.port());
		}
	}

	@Test
	void frozenServerHangsUntilItIsThawed() {
		try (RedisServerProcess server = RedisServerProcess.start();
				Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", server.port()),
						DefaultJedisClientConfig.builder().socketTimeoutMillis(100).build())) {
			jedis.ping();
			server.freeze();

			assertThatExceptionOfType(JedisConnectionException.class).isThrownBy(jedis::ping);

			server.thaw();
			assertThat(server.clients()).isNotNull();
		}
	}

	@Test
	void frozenServerCanBeKilled() {
		try (RedisServerProcess server = RedisServerProcess.start()) {
			server.freeze();
		}
	}

	@Test
	void nodesOfAClusterTalkOnPortsThatNobodyElseIsGiven() {
		try (RedisServerProcess node = RedisServerProcess.startNode()) {
			assertThat(node.port() + 10_000).isBetween(32_000, 32_767);
		}
	}

	@Test
	void loadingServerSaysSoAndThenAnswers() {
		try (RedisServerProcess server = RedisServerProcess.start()) {
			server.restartLoading(Duration.ofSeconds(1));

			try (Jedis jedis = server.connect()) {
				assertThatExceptionOfType(JedisDataException.class).isThrownBy(() -> jedis.get("loaded-1"))
					.withMessageStartingWith("LOADING");
				await().ignoreExceptions().until(() -> jedis.get("loaded-1") != null);
			}
		}
	}

	@Test
	void replicaRefusesWrites() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				Jedis jedis = replica.connect()) {
			assertThatExceptionOfType(JedisDataException.class).isThrownBy(() -> jedis.set("a", "b"))
				.withMessageStartingWith("READONLY");
		}
	}

	@Test
	void passwordIsWanted() {
		try (RedisServerProcess server = RedisServerProcess.startWithPassword("secret");
				Jedis jedis = new Jedis("127.0.0.1", server.port())) {
			assertThatExceptionOfType(JedisDataException.class).isThrownBy(jedis::ping)
				.withMessageStartingWith("NOAUTH");
			assertThat(server.uri()).isEqualTo("redis://:secret@127.0.0.1:" + server.port());
		}
	}

	@Test
	void clusterOfOneOwnsAllSlots() {
		try (RedisServerProcess server = RedisServerProcess.startCluster();
				RedisClusterClient cluster = RedisClusterClient.create(new HostAndPort("127.0.0.1", server.port()))) {
			cluster.set("a", "b");

			assertThat(cluster.get("a")).isEqualTo("b");
		}
	}

	@Test
	void sentinelKnowsItsMaster() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master);
				Jedis jedis = new Jedis("127.0.0.1", sentinel.port())) {
			assertThat(jedis.sentinelGetMasterAddrByName("mymaster")).containsExactly("127.0.0.1",
					Integer.toString(master.port()));
		}
	}

}
