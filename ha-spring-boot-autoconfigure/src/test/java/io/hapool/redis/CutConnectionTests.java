package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hapool.event.EventPublisher;
import io.hapool.fault.FaultProxy;
import io.hapool.pool.HealthState;
import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A server that lives while all of its connections are cut, and databases of different
 * drivers.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutConnectionTests {

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

	private static void cutAll() {
		try (Jedis jedis = servers.get("east").connect()) {
			jedis.clientKill(ClientKillParams.clientKillParams().skipMe(ClientKillParams.SkipMe.YES));
		}
	}

	@ParameterizedTest
	@EnumSource
	void probeOnAConnectionThatWasCutAsksAgain(RedisDriver driver) throws Exception {
		try (DatabaseClient client = driver.connect(servers.get("east"))) {
			for (int i = 0; i < 20; i++) {
				client.probe(DatabaseClient.Probe.PING, Duration.ofSeconds(5));
				cutAll();
			}
			client.probe(DatabaseClient.Probe.ECHO, Duration.ofSeconds(5));
		}
	}

	@ParameterizedTest
	@EnumSource
	void transactionDoesNotOutliveItsWatch(RedisDriver driver) throws Exception {
		try (RedisScene scene = new RedisScene(driver).with("east", 1, servers.get("east")).start();
				RedisConnection connection = scene.connections().getConnection()) {
			connection.watch(bytes("key"));
			connection.stringCommands().get(bytes("key"));
			cutAll();
			try (Jedis jedis = servers.get("east").connect()) {
				jedis.set("key", "of another");
			}
			// a driver that connects anew has done so by then
			RedisScene.await().pollDelay(Duration.ofMillis(200)).until(() -> true);

			assertThatThrownBy(() -> {
				connection.multi();
				connection.stringCommands().set(bytes("key"), bytes("ours"));
				connection.exec();
			}).isInstanceOf(DataAccessException.class);

			assertThat(servers.read("east")).isEqualTo("of another");
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The server lives, however long it takes it to say so. */
	private static RedisScene patient() {
		return new RedisScene(RedisDriver.LETTUCE, (rules) -> rules.withLook(Duration.ofSeconds(10)));
	}

	@Test
	void reactiveCommandThatFollowsAFailureDoesNotBlockTheThreadThatConnects() throws Exception {
		try (RedisScene scene = patient().with("east", 1, servers.get("east")).start()) {
			ReactiveStringRedisTemplate template = scene.reactiveTemplate();
			for (int i = 0; i < 8; i++) {
				template.opsForValue().set("key", "value").block(Duration.ofSeconds(10));
				CompletableFuture<String> answer = template.opsForList()
					.leftPop("empty", Duration.ofSeconds(30))
					.onErrorResume((failure) -> template.opsForValue().get("key"))
					.toFuture();
				RedisScene.await()
					.until(() -> servers.get("east").clients().stream().anyMatch((line) -> line.contains("cmd=blpop")));

				cutAll();

				assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("value");
			}
			assertThat(scene.health("east")).isEqualTo(HealthState.UP);
		}
	}

	@Test
	void reactiveWritesWhoseConnectionIsResetAreRepeated() {
		try (FaultProxy proxy = FaultProxy.to(servers.get("east").port()); RedisScene scene = patient()) {
			scene.with(scene.define("east", 1, RedisDriver.standalone(proxy.port()), scene.ping())).start();
			ReactiveStringRedisTemplate template = scene.reactiveTemplate();
			for (int i = 0; i < 5; i++) {
				String value = "value " + i;
				template.hasKey("key").block(Duration.ofSeconds(10));
				servers.freeze("east");
				CompletableFuture<Boolean> written = template.opsForValue().set("key", value).toFuture();
				proxy.resetAll();
				servers.thaw("east");

				assertThat(written).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
				assertThat(servers.read("east")).isEqualTo(value);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void eachDriverJudgesItsOwnFailures(RedisDriver first) {
		RedisDriver second = (first == RedisDriver.LETTUCE) ? RedisDriver.JEDIS : RedisDriver.LETTUCE;
		try (Jedis jedis = servers.get("west").connect()) {
			jedis.replicaof("127.0.0.1", servers.get("east").port());
		}
		try (SystemTime time = new SystemTime();
				EventPublisher events = new EventPublisher(time);
				RedisDatabases databases = RedisDatabases.create(RedisScene.QUICK,
						List.of(new DatabaseDefinition("east", 0.5, first.connect(servers.get("east")), List.of()),
								new DatabaseDefinition("west", 1, second.connect(servers.get("west")), List.of())),
						time, events)) {
			databases.start();

			// west is read-only: it did nothing
			new StringRedisTemplate(new RoutingRedisConnectionFactory(databases.router(), List::of)).opsForValue()
				.set("key", "value");

			try (Jedis jedis = servers.get("east").connect()) {
				assertThat(jedis.get("key")).isEqualTo("value");
			}
		}
	}

}
