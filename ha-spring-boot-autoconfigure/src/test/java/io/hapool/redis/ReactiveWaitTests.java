package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reactive commands that wait at the server. Commands time out after two seconds here.
 */
@Timeout(60)
class ReactiveWaitTests {

	@Test
	void popWaitsAsLongAsItSays() {
		try (RedisServerProcess server = RedisServerProcess.start(); RedisScene scene = start(server)) {
			long begun = scene.time.nanos();

			String popped = scene.reactiveTemplate().opsForList().leftPop("queue", Duration.ofSeconds(3)).block();

			assertThat(popped).isNull();
			assertThat(Duration.ofNanos(scene.time.nanos() - begun)).isBetween(Duration.ofSeconds(3),
					Duration.ofSeconds(5));
		}
	}

	@Test
	void popGetsWhatIsPushedLate() throws Exception {
		try (RedisServerProcess server = RedisServerProcess.start(); RedisScene scene = start(server)) {
			CompletableFuture<String> popped = pop(scene, server);
			long end = scene.time.nanos() + Duration.ofMillis(2500).toNanos();
			RedisScene.await().until(() -> scene.time.nanos() > end);
			try (Jedis jedis = server.connect()) {
				jedis.rpush("queue", "value");
			}

			assertThat(popped.get(5, TimeUnit.SECONDS)).isEqualTo("value");
		}
	}

	@Test
	void popOnADatabaseThatHangsFailsWhenThatIsIsolated() {
		try (RedisServerProcess server = RedisServerProcess.start(); RedisScene scene = start(server)) {
			CompletableFuture<String> popped = pop(scene, server);

			server.freeze();

			assertThatThrownBy(() -> popped.get(10, TimeUnit.SECONDS)).isNotNull();
			server.thaw();
		}
	}

	private static RedisScene start(RedisServerProcess server) {
		return new RedisScene(RedisDriver.LETTUCE).with("east", 1, server).start();
	}

	/** Returns once the command waits at the server. */
	private static CompletableFuture<String> pop(RedisScene scene, RedisServerProcess server) {
		CompletableFuture<String> popped = scene.reactiveTemplate()
			.opsForList()
			.leftPop("queue", Duration.ofSeconds(30))
			.toFuture();
		RedisScene.await().until(() -> server.info("clients").contains("blocked_clients:1"));
		return popped;
	}

}
