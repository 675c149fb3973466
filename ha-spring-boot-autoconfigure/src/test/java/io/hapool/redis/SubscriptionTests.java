package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.hapool.Background;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisSubscribedConnectionException;
import org.springframework.data.redis.connection.Subscription;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.listener.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Items 100 to 103 of the acceptance list: who listens goes on, wherever commands go. */
@ParameterizedClass
@EnumSource
class SubscriptionTests {

	private static final Topic NEWS = ChannelTopic.of("news");

	private static final Topic OFFERS = PatternTopic.of("offers.*");

	private static RedisServers servers;

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final RedisMessageListenerContainer container = new RedisMessageListenerContainer();

	private final MessageListener listener = (message, pattern) -> received
		.add(new String(message.getChannel(), StandardCharsets.UTF_8) + ": "
				+ new String(message.getBody(), StandardCharsets.UTF_8));

	private final RedisScene scene;

	private final StringRedisTemplate template;

	SubscriptionTests(RedisDriver driver) {
		servers.reset();
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		this.template = scene.template();
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@AfterEach
	void close() throws Exception {
		container.destroy();
		scene.close();
		for (String server : List.of("east", "west")) {
			if (isUp(server)) {
				RedisScene.await().untilAsserted(() -> assertThat(servers.get(server).clients()).isEmpty());
			}
		}
	}

	@Test
	void allMessagesAreReceivedInTheirOrderByAListenerOnOneThread() {
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setSubscriptionExecutor(new SimpleAsyncTaskExecutor());
		listenTo(NEWS);

		for (int i = 0; i < 500; i++) {
			template.convertAndSend("news", Integer.toString(i));
		}

		RedisScene.await().until(() -> received.size() >= 500);
		assertThat(received).containsExactlyElementsOf(IntStream.range(0, 500).mapToObj((i) -> "news: " + i).toList());
	}

	@Test
	void number100ChannelsAndPatternsAreSubscribedToAgainAfterASwitch() {
		listenTo(NEWS, OFFERS);

		scene.databases().force("west", Duration.ofMinutes(1), "test");

		awaitOneWay("news");
		awaitOneWay("offers.today");
	}

	@Test
	void number101ListenersMoveAndNoneStays() {
		listenTo(NEWS, OFFERS);
		assertThat(subscribers("east")).isOne();

		scene.databases().force("west", Duration.ofMinutes(1), "test");

		RedisScene.await().until(() -> subscribers("east") == 0 && subscribers("west") == 1);
		scene.databases().force("east", Duration.ofMinutes(1), "test");
		RedisScene.await().until(() -> subscribers("east") == 1 && subscribers("west") == 0);
	}

	@Test
	void number102ListenerThatIsAddedAfterTheSwitchHears() {
		listenTo(NEWS);
		scene.databases().force("west", Duration.ofMinutes(1), "test");

		container.addMessageListener(listener, OFFERS);

		awaitOneWay("offers.today");
		container.removeMessageListener(listener, NEWS);
		RedisScene.await().until(() -> servers.get("west").listeners("news") == 0);
		scene.databases().force("east", Duration.ofMinutes(1), "test");
		awaitOneWay("offers.tomorrow");
		assertThat(servers.get("east").listeners("news")).isZero();
	}

	@Test
	void number103SeveralSwitchesLoseNothingThatIsPublishedAfterEach() {
		listenTo(NEWS);

		for (String database : List.of("west", "east", "west", "east", "west")) {
			scene.databases().force(database, Duration.ofMinutes(1), "test");
			awaitOneWay("news");
		}

		RedisScene.await().until(() -> subscribers("east") == 0 && subscribers("west") == 1);
	}

	@Test
	void listenerHearsAgainAfterItsDatabaseWasKilled() {
		listenTo(NEWS, OFFERS);

		servers.kill("east");

		awaitOneWay("news");
		awaitOneWay("offers.today");
		servers.restart("east");
		scene.awaitSelected("east");
		awaitOneWay("news");
		RedisScene.await().until(() -> subscribers("west") == 0);
	}

	@Test
	void listenerHearsAgainAfterItsDatabaseWasFrozen() {
		listenTo(NEWS);

		servers.freeze("east");

		awaitOneWay("news");
		servers.thaw("east");
		scene.awaitSelected("east");
		awaitOneWay("news");
	}

	@Test
	void listenerHearsAgainWhenTheOnlyDatabaseIsBack() {
		scene.databases().remove("west");
		listenTo(NEWS);

		servers.restart("east");

		awaitOneWay("news");
	}

	@Test
	void listenerThatWasRefusedComesBackToWhereCommandsGo() {
		listenTo(NEWS);
		template.hasKey("none");

		try (Jedis jedis = servers.get("east").connect()) {
			jedis.configSet("maxclients", Integer.toString(jedis.clientList().split("\n").length - 1));
			try {
				jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
				RedisScene.await()
					.until(() -> servers.get("west").listeners("news") == 1 || subscribed(jedis, "news") == 1);
			}
			finally {
				jedis.configSet("maxclients", "10000");
			}
		}

		RedisScene.await().until(() -> servers.get(scene.selected()).listeners("news") == 1);
		awaitOneWay("news");
	}

	@Test
	void stoppedContainerHearsNothingAndStartedAgainItDoes() {
		listenTo(NEWS);

		container.stop();
		RedisScene.await().until(() -> subscribers("east") == 0);
		scene.databases().force("west", Duration.ofMinutes(1), "test");
		assertThat(template.convertAndSend("news", "lost")).isZero();

		container.start();
		awaitOneWay("news");
		assertThat(received).doesNotContain("news: lost");
	}

	@Test
	void connectionListensUntilItIsUnsubscribed() throws Exception {
		try (RedisConnection connection = scene.connections().getConnection()) {
			CompletableFuture<Void> blocked = Background
				.run(() -> connection.subscribe(listener, bytes("news"), bytes("more")));
			RedisScene.await().until(() -> servers.get("east").listeners("more") == 1);
			Subscription subscription = connection.getSubscription();

			assertThat(connection.isSubscribed()).isTrue();
			assertThat(subscription.getChannels()).containsExactlyInAnyOrder(bytes("news"), bytes("more"));
			assertThat(subscription.getPatterns()).isEmpty();
			assertThatThrownBy(() -> connection.subscribe(listener, bytes("third")))
				.isInstanceOf(RedisSubscribedConnectionException.class);
			subscription.unsubscribe(bytes("more"));
			subscription.pSubscribe(bytes("off*"));
			assertThat(subscription.getPatterns()).containsExactly(bytes("off*"));
			awaitOneWay("offers");
			subscription.unsubscribe();
			assertThat(subscription.isAlive()).isTrue();
			subscription.pUnsubscribe();

			blocked.get(5, TimeUnit.SECONDS);
			assertThat(subscription.isAlive()).isFalse();
			assertThat(connection.isSubscribed()).isFalse();
			assertThat(template.hasKey("none")).isFalse();
		}
	}

	private void listenTo(Topic... topics) {
		container.setConnectionFactory(scene.connections());
		container.afterPropertiesSet();
		container.addMessageListener(listener, List.of(topics));
		container.start();
		assertThat(container.isListening()).isTrue();
	}

	/** Publishes through the router until somebody hears it. */
	private void awaitOneWay(String channel) {
		String message = "after " + System.nanoTime();
		RedisScene.await()
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> template.convertAndSend(channel, message) > 0);
		RedisScene.await().until(() -> received.contains(channel + ": " + message));
	}

	private static boolean isUp(String server) {
		try {
			return !servers.get(server).info("server").isEmpty();
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/** Connections that listen to anything. */
	private static long subscribers(String server) {
		return servers.get(server).clients().stream().filter((client) -> !client.contains(" sub=0 psub=0 ")).count();
	}

	private static long subscribed(Jedis jedis, String channel) {
		return jedis.pubsubNumSub(channel).get(channel);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
