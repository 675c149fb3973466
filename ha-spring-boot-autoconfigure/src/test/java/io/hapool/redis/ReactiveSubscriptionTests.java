package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import org.springframework.data.redis.connection.ReactiveSubscription.Message;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.ReactiveRedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who listens without a thread goes on too, wherever commands go. */
class ReactiveSubscriptionTests {

	private static RedisServers servers;

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private RedisScene scene;

	private ReactiveStringRedisTemplate template;

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@BeforeEach
	void open() {
		servers.reset();
		scene = new RedisScene(RedisDriver.LETTUCE).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		template = scene.reactiveTemplate();
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@Test
	void channelsAndPatternsFollowASwitch() {
		hear(template.listenToChannel("news"));
		hear(template.listenToPattern("offers.*"));
		awaitOneWay("news");

		scene.databases().force("west", Duration.ofMinutes(1), "test");

		awaitOneWay("news");
		awaitOneWay("offers.today");
		RedisScene.await().until(() -> subscribers("east") == 0 && subscribers("west") == 2);
		assertThat(failure).hasNullValue();
	}

	@Test
	void listenerHearsAgainAfterItsDatabaseWasKilled() {
		hear(template.listenToChannel("news"));
		awaitOneWay("news");

		servers.kill("east");

		awaitOneWay("news");
		servers.restart("east");
		scene.awaitSelected("east");
		awaitOneWay("news");
		assertThat(failure).hasNullValue();
	}

	@Test
	void listenerHearsAgainAfterItsDatabaseWasFrozen() {
		hear(template.listenToChannel("news"));
		awaitOneWay("news");

		servers.freeze("east");

		awaitOneWay("news");
		servers.thaw("east");
		scene.awaitSelected("east");
		awaitOneWay("news");
		assertThat(failure).hasNullValue();
	}

	@Test
	void cancelledListenerHearsNothingAndLeavesNothingBehind() {
		Disposable listener = hear(template.listenToChannel("news"));
		awaitOneWay("news");

		listener.dispose();

		RedisScene.await().until(() -> subscribers("east") == 0);
		assertThat(template.convertAndSend("news", "lost").block()).isZero();
	}

	@Test
	void listenersOfAContainerAreToldWhenItIsDestroyed() {
		ReactiveRedisMessageListenerContainer container = new ReactiveRedisMessageListenerContainer(
				scene.reactiveConnections());
		hear(container.receive(List.of(ChannelTopic.of("news"), PatternTopic.of("offers.*")),
				SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER));
		awaitOneWay("news");
		awaitOneWay("offers.today");
		assertThat(container.getActiveSubscriptions()).hasSize(1)
			.allSatisfy((one) -> assertThat(one.getChannels()).hasSize(1));

		container.destroyLater().block(Duration.ofSeconds(5));

		RedisScene.await().until(() -> subscribers("east") == 0);
		RedisScene.await().until(() -> failure.get() instanceof CancellationException);
	}

	@Test
	void receivedLaterIsSubscribedWhenItIsThere() {
		Flux<? extends Message<String, String>> messages = template.listenToChannelLater("news")
			.block(Duration.ofSeconds(5));

		assertThat(template.convertAndSend("news", "heard").block()).isOne();
		assertThat(messages).isNotNull();
	}

	private Disposable hear(Flux<? extends Message<String, String>> messages) {
		return messages.subscribe((message) -> received.add(message.getChannel() + ": " + message.getMessage()),
				failure::set);
	}

	/** Publishes through the router until somebody hears it. */
	private void awaitOneWay(String channel) {
		String message = "after " + System.nanoTime();
		RedisScene.await().ignoreExceptions().until(() -> {
			Long listeners = template.convertAndSend(channel, message).block(Duration.ofSeconds(5));
			return listeners != null && listeners > 0;
		});
		RedisScene.await().until(() -> received.contains(channel + ": " + message));
	}

	private static long subscribers(String server) {
		return servers.get(server).clients().stream().filter((client) -> !client.contains(" sub=0 psub=0 ")).count();
	}

}
