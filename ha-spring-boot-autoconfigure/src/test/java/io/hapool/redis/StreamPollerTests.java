package io.hapool.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamReadRequest;
import org.springframework.data.redis.stream.Subscription;

import static org.assertj.core.api.Assertions.assertThat;

/** Who polls a stream goes on wherever commands go. */
@ParameterizedClass
@EnumSource
class StreamPollerTests {

	private static final StreamOffset<String> ORDERS = StreamOffset.create("orders", ReadOffset.from("0-0"));

	private static RedisServers servers;

	private final Queue<String> polled = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final RedisScene scene;

	private final StringRedisTemplate template;

	private final StreamMessageListenerContainer<String, MapRecord<String, String, String>> container;

	StreamPollerTests(RedisDriver driver) {
		servers.reset();
		scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		template = scene.template();
		container = StreamMessageListenerContainer.create(scene.connections(),
				StreamMessageListenerContainerOptions.builder().pollTimeout(Duration.ofMillis(100)).build());
		container.start();
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
	void close() {
		container.stop();
		scene.close();
	}

	@Test
	void pollerWithoutAGroupGoesOnAfterAKillAndWhenItsDatabaseIsBack() {
		Subscription subscription = container.receive(ORDERS, this::poll);
		awaitOneWay("before");

		servers.kill("east");
		awaitOneWay("meanwhile");
		scene.awaitSelected("west");

		servers.restart("east");
		scene.awaitSelected("east");
		awaitOneWay("after");
		assertThat(subscription.isActive()).isTrue();
	}

	@Test
	void pollerThatNoErrorEndsGoesOnOnceItsGroupIsThere() {
		createGroup("east");
		Subscription subscription = container
			.register(StreamReadRequest.builder(StreamOffset.create("orders", ReadOffset.lastConsumed()))
				.consumer(Consumer.from("workers", "this"))
				.cancelOnError((failure) -> false)
				.errorHandler(failures::add)
				.build(), this::poll);
		awaitOneWay("before");

		scene.databases().force("west", Duration.ofMinutes(1), "test");
		RedisScene.await().until(() -> !failures.isEmpty());
		assertThat(failures).allSatisfy((failure) -> assertThat(failure).hasStackTraceContaining("NOGROUP"));
		template.opsForStream().add("orders", Map.of("moment", "without a group"));
		createGroup("west");

		awaitOneWay("after");
		assertThat(polled).contains("without a group");
		assertThat(subscription.isActive()).isTrue();
		assertThat(scene.isHealthy("west")).isTrue();
	}

	private void poll(MapRecord<String, String, String> order) {
		polled.add(order.getValue().get("moment"));
	}

	private static void createGroup(String server) {
		try (Jedis jedis = servers.get(server).connect()) {
			jedis.xgroupCreate("orders", "workers", new StreamEntryID(), true);
		}
	}

	private void awaitOneWay(String moment) {
		// what became of an order that was on its way nobody knows: it is added again
		RedisScene.await()
			.ignoreExceptionsInstanceOf(DataAccessException.class)
			.until(() -> template.opsForStream().add("orders", Map.of("moment", moment)) != null);
		RedisScene.await().until(() -> polled.contains(moment));
	}

}
