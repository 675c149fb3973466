package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.core.RedisKeyExpiredEvent;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.KeyExpirationEventMessageListener;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keyspace notifications when one of the databases is several servers. Each node of a
 * cluster tells of its own keys alone, to those who listen there: as with one database.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
class DeploymentKeyspaceTests {

	private static final String PARAMETER = "notify-keyspace-events";

	/** A replica is elected within seconds. */
	private static final Duration ELECTION = Duration.ofSeconds(60);

	private final RedisDriver driver;

	DeploymentKeyspaceTests(RedisDriver driver) {
		this.driver = driver;
	}

	@Test
	void expirationsAreHeardOfAfterSentinelHasPromotedAReplica() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master, "down-after-milliseconds 1000",
						"failover-timeout 3000");
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = start(RedisDriver.sentinel(sentinel), RedisDriver.standalone(other.port()));
				Expirations expirations = new Expirations(scene)) {
			expirations.awaitOne();
			RedisScene.await().until(() -> other.setting(PARAMETER).contains("E"));
			RedisScene.await().until(() -> sentinel.info("sentinel").contains("slaves=1"));
			assertThat(replica.setting(PARAMETER)).isEmpty();

			master.kill();
			expirations.awaitOne();

			RedisScene.await().until(() -> !scene.switched.isEmpty());
			scene.databases().force("west", Duration.ofMinutes(1), "test");
			expirations.awaitOne();
			scene.databases().force("west", Duration.ofMillis(1), "test");
			RedisScene.await().atMost(ELECTION).until(scene::selected, "east"::equals);
			expirations.awaitOne();
			assertThat(replica.setting(PARAMETER)).contains("E");
		}
	}

	@Test
	void expirationsAreHeardOfInAClusterAndElsewhere() {
		try (RedisServerProcess cluster = RedisServerProcess.startCluster();
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = start(RedisDriver.cluster(cluster), RedisDriver.standalone(other.port()));
				Expirations expirations = new Expirations(scene)) {
			expirations.awaitOne();

			cluster.kill();
			expirations.awaitOne();

			scene.awaitSelected("west");
			cluster.restart();
			scene.awaitSelected("east");
			expirations.awaitOne();
		}
	}

	@Test
	void nodesOfAClusterKeepTheSettingsOfTheirOwn() {
		try (RedisServerProcess other = RedisServerProcess.start(); TwoNodeCluster cluster = TwoNodeCluster.start()) {
			try (Jedis jedis = cluster.first().connect()) {
				jedis.configSet(PARAMETER, "Kg");
			}
			String own = cluster.first().setting(PARAMETER);

			try (RedisScene scene = start(RedisDriver.standalone(other.port()), RedisDriver.cluster(cluster.first()));
					Expirations expirations = new Expirations(scene)) {
				expirations.awaitOne();
				RedisScene.await().until(() -> cluster.second().setting(PARAMETER).contains("E"));
				assertThat(cluster.first().setting(PARAMETER)).isEqualTo(own);

				cluster.second().restart();
				// that it was away may be noticed after it has been selected: then it is
				// left
				RedisScene.await().ignoreExceptionsInstanceOf(IllegalStateException.class).until(() -> {
					scene.databases().force("west", Duration.ofMinutes(1), "test");
					return cluster.second().setting(PARAMETER).contains("E");
				});
				assertThat(cluster.first().setting(PARAMETER)).isEqualTo(own);
			}
		}
	}

	private RedisScene start(RedisConfiguration east, RedisConfiguration west) {
		RedisScene scene = new RedisScene(driver);
		return scene.with(scene.define("east", 1, east, scene.ping()))
			.with(scene.define("west", 0.5, west, scene.ping()))
			.start();
	}

	/** Has the databases tell of keys that expire, and listens. */
	private static final class Expirations implements AutoCloseable {

		private final Queue<String> expired = new ConcurrentLinkedQueue<>();

		private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

		private final StringRedisTemplate template;

		Expirations(RedisScene scene) {
			template = scene.template();
			container.setConnectionFactory(scene.connections());
			container.afterPropertiesSet();
			KeyExpirationEventMessageListener listener = new KeyExpirationEventMessageListener(container);
			listener.setApplicationEventPublisher((event) -> {
				if (event instanceof RedisKeyExpiredEvent<?> expiration) {
					expired.add(new String(expiration.getSource(), StandardCharsets.UTF_8));
				}
			});
			listener.init();
			container.start();
		}

		/** Has keys expire until one is heard of. */
		void awaitOne() {
			expired.clear();
			RedisScene.await().pollInterval(Duration.ofMillis(20)).until(() -> {
				template.opsForValue().set("brief-" + System.nanoTime(), "value", Duration.ofMillis(1));
				return !expired.isEmpty();
			});
		}

		@Override
		public void close() {
			try {
				container.destroy();
			}
			catch (Exception ex) {
				throw new IllegalStateException("The listeners do not end", ex);
			}
		}

	}

}
