package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.hapool.Background;
import io.hapool.health.HealthCheck;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands that Lettuce has accepted and not written when their connection is closed. It
 * cancels them. That takes a race; a connection that does not flush by itself always
 * loses it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnsentCommandTests {

	private static RedisServers servers;

	private RedisScene scene;

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void endServers() {
		servers.close();
	}

	@BeforeEach
	void startDatabases() {
		servers.reset();
		scene = new RedisScene(RedisDriver.LETTUCE).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

	@AfterEach
	void endDatabases() {
		scene.close();
	}

	@Test
	void commandThatMayBeRepeatedGoesToTheNextDatabase() throws Exception {
		hold(shared());
		CompletableFuture<?> answer = Background.run(() -> scene.template().opsForValue().set("key", "value"));

		closeConnectionsOfEast(answer);

		answer.get(10, TimeUnit.SECONDS);
		assertThat(servers.read("west")).isEqualTo("value");
	}

	@Test
	void commandThatCountsFailsAsOneOfRedis() {
		hold(shared());
		CompletableFuture<?> answer = Background.supply(() -> scene.template().opsForValue().increment("counter"));

		closeConnectionsOfEast(answer);

		assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(DataAccessException.class);
	}

	@Test
	void reactiveCommandThatMayBeRepeatedGoesToTheNextDatabase() throws Exception {
		hold(sharedReactive());
		CompletableFuture<?> answer = scene.reactiveTemplate().opsForValue().set("key", "value").toFuture();

		closeConnectionsOfEast(answer);

		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(true);
		assertThat(servers.read("west")).isEqualTo("value");
	}

	@Test
	void reactiveCommandThatCountsFailsAsOneOfRedis() {
		hold(sharedReactive());
		CompletableFuture<?> answer = scene.reactiveTemplate().opsForValue().increment("counter").toFuture();

		closeConnectionsOfEast(answer);

		assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(DataAccessException.class);
	}

	private void closeConnectionsOfEast(CompletableFuture<?> answer) {
		RedisScene.await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
		scene.say("east", HealthCheck.Verdict.DOWN);
	}

	private static void hold(StatefulConnection<?, ?> connection) {
		connection.setAutoFlushCommands(false);
	}

	private StatefulConnection<?, ?> shared() {
		try (RedisConnection connection = scene.database("east").client().connections().getConnection()) {
			return ((RedisAsyncCommands<?, ?>) connection.getNativeConnection()).getStatefulConnection();
		}
	}

	private StatefulConnection<?, ?> sharedReactive() {
		Object factory = scene.database("east").client().reactiveConnections();
		StatefulConnection<?, ?> shared = ReflectionTestUtils.invokeMethod(factory, "getSharedReactiveConnection");
		assertThat(shared).isNotNull();
		return shared;
	}

}
