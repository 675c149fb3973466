package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who listens goes on when one of the databases is several servers, too. */
@ParameterizedClass
@EnumSource
@Timeout(120)
class DeploymentSubscriptionTests {

	private static final Logger logger = LoggerFactory.getLogger(DeploymentSubscriptionTests.class);

	/** A replica is elected within seconds. */
	private static final Duration ELECTION = Duration.ofSeconds(60);

	private final RedisDriver driver;

	DeploymentSubscriptionTests(RedisDriver driver) {
		this.driver = driver;
	}

	@Test
	void listenersGoOnElsewhereUntilSentinelHasPromotedAReplica() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master, "down-after-milliseconds 1000",
						"failover-timeout 3000");
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = start(RedisDriver.sentinel(sentinel), RedisDriver.standalone(other.port()));
				Audience audience = new Audience(scene)) {
			audience.awaitHeard();
			audience.awaitHeardAt(master);
			byHandAndBack(scene, audience, other);
			audience.awaitHeardAt(master);
			RedisScene.await().until(() -> sentinel.info("sentinel").contains("slaves=1"));

			long killed = System.nanoTime();
			master.kill();
			audience.awaitHeard();
			logHeardAfter(killed);

			RedisScene.await()
				.until(() -> scene.switched.stream().anyMatch((event) -> event.reason() == SwitchReason.FAILOVER));
			scene.databases().force("west", Duration.ofMinutes(1), "test");
			audience.awaitHeardAt(other);
			scene.databases().force("west", Duration.ofMillis(1), "test");
			RedisScene.await().atMost(ELECTION).until(scene::selected, "east"::equals);
			audience.awaitHeard();
			audience.awaitHeardAt(replica);
			RedisScene.await().until(() -> other.listeners("news") == 0);
		}
	}

	@Test
	void listenersGoOnElsewhereUntilTheLostNodeOfAClusterIsBack() {
		try (TwoNodeCluster cluster = TwoNodeCluster.start();
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = start(RedisDriver.cluster(cluster.first()), RedisDriver.standalone(other.port()));
				Audience audience = new Audience(scene)) {
			audience.awaitHeard();
			byHandAndBack(scene, audience, other);

			long killed = System.nanoTime();
			cluster.second().kill();
			audience.awaitHeard();
			logHeardAfter(killed);

			audience.awaitHeardAt(other);
			cluster.second().restart();
			scene.awaitSelected("east");
			audience.awaitHeard();
			RedisScene.await().until(() -> other.listeners("news") == 0);
			RedisScene.await().until(() -> cluster.first().listeners("news") + cluster.second().listeners("news") == 1);
		}
	}

	@Test
	void listenersGoToAClusterWhenTheStandaloneDatabaseIsLost() {
		try (RedisServerProcess standalone = RedisServerProcess.start();
				TwoNodeCluster cluster = TwoNodeCluster.start();
				RedisScene scene = start(RedisDriver.standalone(standalone.port()),
						RedisDriver.cluster(cluster.first()));
				Audience audience = new Audience(scene)) {
			audience.awaitHeardAt(standalone);

			standalone.kill();
			audience.awaitHeard();

			assertThat(cluster.first().listeners("news") + cluster.second().listeners("news")).isOne();
			standalone.restart();
			scene.awaitSelected("east");
			audience.awaitHeardAt(standalone);
			RedisScene.await().until(() -> cluster.first().listeners("news") + cluster.second().listeners("news") == 0);
		}
	}

	private RedisScene start(RedisConfiguration east, RedisConfiguration west) {
		RedisScene scene = new RedisScene(driver);
		return scene.with(scene.define("east", 1, east, scene.ping()))
			.with(scene.define("west", 0.5, west, scene.ping()))
			.start();
	}

	private static void byHandAndBack(RedisScene scene, Audience audience, RedisServerProcess other) {
		scene.databases().force("west", Duration.ofMinutes(1), "test");
		audience.awaitHeard();
		audience.awaitHeardAt(other);
		scene.databases().force("east", Duration.ofMinutes(1), "test");
		RedisScene.await().until(() -> other.listeners("news") == 0);
		audience.awaitHeard();
	}

	private void logHeardAfter(long killed) {
		logger.info("{}: heard again {} ms after the kill began", driver, (System.nanoTime() - killed) / 1_000_000);
	}

	/** Listens to a channel and a pattern. */
	private static final class Audience implements AutoCloseable {

		private final Queue<String> received = new ConcurrentLinkedQueue<>();

		private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

		private final StringRedisTemplate template;

		Audience(RedisScene scene) {
			template = scene.template();
			MessageListener listener = (message, pattern) -> received.add(text(message));
			container.setConnectionFactory(scene.connections());
			container.afterPropertiesSet();
			container.addMessageListener(listener, ChannelTopic.of("news"));
			container.addMessageListener(listener, PatternTopic.of("offers.*"));
			container.start();
		}

		private static String text(Message message) {
			return new String(message.getChannel(), StandardCharsets.UTF_8) + ": "
					+ new String(message.getBody(), StandardCharsets.UTF_8);
		}

		/**
		 * Publishes through the router until it is heard: a node of a cluster does not
		 * say whether others have listeners, and what became of what was on its way when
		 * a database was lost nobody knows.
		 */
		void awaitHeard() {
			for (String channel : List.of("news", "offers.today")) {
				String message = "through the router at " + System.nanoTime();
				RedisScene.await().ignoreExceptionsInstanceOf(DataAccessException.class).until(() -> {
					template.convertAndSend(channel, message);
					return received.contains(channel + ": " + message);
				});
			}
		}

		/** What is published there once it is listened to is heard. */
		void awaitHeardAt(RedisServerProcess server) {
			String message = "at a server at " + System.nanoTime();
			try (Jedis jedis = server.connect()) {
				RedisScene.await().until(() -> server.listeners("news") == 1 && jedis.pubsubNumPat() == 1);
				jedis.publish("news", message);
				jedis.publish("offers.today", message);
			}
			RedisScene.await()
				.until(() -> received.containsAll(List.of("news: " + message, "offers.today: " + message)));
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
