package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import io.hapool.Background;
import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.redis.lettuce.LettuceDatabaseClient;
import io.hapool.time.Time;
import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ConnectionPoolConfig;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * More threads than connections, which Jedis has one of for each command.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullPoolTests {

	private static final Duration FOR_EVER = Duration.ofMillis(-1);

	private static RedisServers servers;

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void endServers() {
		servers.close();
	}

	@BeforeEach
	void resetServers() {
		servers.reset();
	}

	@Test
	void whoWaitsForAConnectionMovesOnWhenTheDatabaseIsIsolated() throws Exception {
		try (RedisScene scene = scene(FOR_EVER)) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("key", "before");
			servers.freeze("east");

			List<Future<?>> writers = RedisScene.run(8, () -> template.opsForValue().set("key", "after"));
			RedisScene.join(writers);

			assertThat(servers.read("west")).isEqualTo("after");
		}
	}

	/** Nobody opens a connection there any more that a waiter could be given. */
	@Test
	void whoWaitsForAConnectionMovesOnWhenTheDatabaseIsKilled() throws Exception {
		try (RedisScene scene = scene(FOR_EVER)) {
			StringRedisTemplate template = scene.template();
			AtomicBoolean ended = new AtomicBoolean();
			AtomicInteger writes = new AtomicInteger();
			List<Future<?>> writers = RedisScene.run(8, () -> {
				while (!ended.get()) {
					template.opsForValue().set("key", "value");
					writes.incrementAndGet();
				}
			});
			RedisScene.await().until(() -> writes.get() > 1000);

			servers.kill("east");
			scene.awaitSelected("west");
			ended.set(true);
			RedisScene.join(writers);

			assertThat(servers.read("west")).isEqualTo("value");
		}
	}

	/** With Lettuce, what waits at the server has connections of its own. */
	@Test
	void whoWaitsForAConnectionToPopMovesOnWhenTheDatabaseIsKilled() throws Exception {
		GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
		pool.setMaxTotal(2);
		pool.setMaxWait(FOR_EVER);
		LettuceClientConfiguration configuration = LettucePoolingClientConfiguration.builder().poolConfig(pool).build();
		try (RedisScene scene = scene((name, time) -> new LettuceDatabaseClient(target(name), configuration, null,
				AuthenticationErrors.ARE_MISTAKES, time))) {
			List<Future<?>> pops = RedisScene.run(8,
					() -> catchThrowable(() -> scene.template().opsForList().leftPop("queue", Duration.ofSeconds(4))));
			RedisScene.await().until(() -> servers.get("east").info("clients").contains("blocked_clients:2"));

			scene.awaitCalm("west");
			servers.kill("east");
			scene.awaitSelected("west");
			RedisScene.await().until(() -> servers.get("west").info("clients").contains("blocked_clients:2"));
			for (int i = 0; i < pops.size(); i++) {
				servers.push("west", "value");
			}

			RedisScene.join(pops);
		}
	}

	@Test
	void whoGetsNoConnectionOfADatabaseThatHangsMovesOn() throws Exception {
		try (RedisScene scene = scene(Duration.ofMillis(20))) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("key", "before");
			servers.freeze("east");
			scene.awaitCalm("west");

			List<Future<?>> writers = RedisScene.run(8, () -> template.opsForValue().set("key", "after"));
			RedisScene.join(writers);

			assertThat(servers.read("west")).isEqualTo("after");
		}
	}

	@Test
	void whoGetsNoConnectionFailsAndGoesNowhereElse() throws Exception {
		try (RedisScene scene = scene(Duration.ofMillis(100))) {
			List<Future<?>> pops = RedisScene.run(2,
					() -> scene.template().opsForList().leftPop("queue", Duration.ofSeconds(2)));
			RedisScene.await().until(() -> servers.get("east").info("clients").contains("blocked_clients:2"));

			assertThatThrownBy(() -> scene.template().opsForValue().increment("key"))
				.isInstanceOf(DataAccessException.class);

			RedisScene.join(pops);
			assertThat(servers.read("west")).isNull();
			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.switched).isEmpty();
		}
	}

	@Test
	void whatWaitsByItsPlainNameDoesNotKeepOthersWaiting() throws Exception {
		try (RedisScene scene = new RedisScene(RedisDriver.LETTUCE).with("east", 1, servers.get("east")).start()) {
			CompletableFuture<Object> popped = Background.supply(() -> scene.template()
				.execute((connection) -> connection.execute("BLPOP", "queue".getBytes(), "3".getBytes()), true));
			RedisScene.await().until(() -> servers.get("east").info("clients").contains("blocked_clients:1"));

			CompletableFuture<Void> written = Background.run(() -> scene.template().opsForValue().set("key", "value"));

			written.get(2, TimeUnit.SECONDS);
			servers.push("east", "pushed");
			assertThat(popped.get(5, TimeUnit.SECONDS)).isNotNull();
		}
	}

	/**
	 * @param longestWait for a connection to the first of them: those who move on at once
	 * may have to wait at the other
	 */
	private static RedisScene scene(Duration longestWait) {
		return scene((name, time) -> new JedisDatabaseClient(target(name),
				configuration(name.equals("east") ? longestWait : FOR_EVER), null, AuthenticationErrors.ARE_MISTAKES,
				time));
	}

	/**
	 * @param clients by the name of the database
	 */
	private static RedisScene scene(BiFunction<String, Time, DatabaseClient> clients) {
		RedisScene scene = new RedisScene(RedisDriver.JEDIS);
		for (String name : List.of("east", "west")) {
			scene.with(new DatabaseDefinition(name, name.equals("east") ? 1 : 0.5, clients.apply(name, scene.time),
					List.of(scene.ping())));
		}
		return scene.start();
	}

	private static RedisConfiguration target(String name) {
		return RedisDriver.standalone(servers.get(name).port());
	}

	/** Two connections. */
	private static JedisClientConfiguration configuration(Duration longestWait) {
		ConnectionPoolConfig pool = new ConnectionPoolConfig();
		pool.setMaxTotal(2);
		pool.setMaxWait(longestWait);
		return JedisClientConfiguration.builder()
			.connectTimeout(Duration.ofMillis(500))
			.readTimeout(Duration.ofSeconds(2))
			.usePooling()
			.poolConfig(pool)
			.build();
	}

}
