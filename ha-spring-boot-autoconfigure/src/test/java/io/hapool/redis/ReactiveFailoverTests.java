package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reactive commands that nobody answers.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReactiveFailoverTests {

	private static RedisServers servers;

	private RedisScene scene;

	private ReactiveStringRedisTemplate template;

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
		template = scene.reactiveTemplate();
		Flux.range(0, 100)
			.concatMap((i) -> template.opsForValue().set("key", "before"))
			.blockLast(Duration.ofSeconds(10));
	}

	@AfterEach
	void endDatabases() {
		scene.close();
	}

	@Test
	void commandThatMayBeRepeatedGoesToTheNextDatabase() throws Exception {
		servers.freeze("east");
		CompletableFuture<Boolean> answer = template.opsForValue().set("key", "value").toFuture();

		assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(servers.read("west")).isEqualTo("value");
	}

	@Test
	void commandThatCountsFailsAsOneOfRedis() {
		servers.freeze("east");
		CompletableFuture<Long> answer = template.opsForValue().increment("counter").toFuture();

		assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(DataAccessException.class);
	}

	/** What ends the command is the pool, as the driver does not. */
	@Test
	void commandThatNothingElseEndsGoesToTheNextDatabase() throws Exception {
		CompletableFuture<String> answer = hangAtEast(Repetition.READ);

		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("of west");
	}

	@Test
	void commandThatNothingElseEndsAndThatCountsFailsAsOneOfRedis() {
		CompletableFuture<String> answer = hangAtEast(Repetition.HARMFUL);

		assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(QueryTimeoutException.class);
	}

	private CompletableFuture<String> hangAtEast(Repetition repetition) {
		servers.freeze("east");
		return scene.databases()
			.router()
			.runLater(repetition, (database) -> database.name().equals("east") ? new CompletableFuture<>()
					: CompletableFuture.completedFuture("of west"));
	}

}
