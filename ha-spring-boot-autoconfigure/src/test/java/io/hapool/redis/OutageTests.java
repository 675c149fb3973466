package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import io.hapool.Background;
import io.hapool.pool.HealthState;
import io.hapool.redis.DatabaseRules.Failover;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What happens while no database is available. The numbers are those of the acceptance
 * list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class OutageTests {

	/** The first check comes at any moment of the first interval. */
	private static final Duration FOR_LONG = Duration.ofDays(1);

	private static RedisServers servers;

	private final RedisDriver driver;

	OutageTests(RedisDriver driver) {
		this.driver = driver;
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west", "south");
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
	@DisplayName("57: while all are down commands fail as temporarily unavailable; 58: after the last attempt permanently")
	void unavailableTemporarilyThenPermanently() {
		try (RedisScene scene = scene((rules) -> rules.withFailover(new Failover(3, Duration.ofMillis(300))))) {
			StringRedisTemplate template = scene.template();
			killAll();

			assertThatExceptionOfType(DatabasesTemporarilyUnavailableException.class)
				.isThrownBy(() -> untilUnavailable(template));
			RedisScene.await()
				.untilAsserted(() -> assertThatExceptionOfType(DatabasesPermanentlyUnavailableException.class)
					.isThrownBy(() -> template.opsForValue().get("key"))
					.withMessageContaining("for 3 attempts"));

			servers.restart("west");
			RedisScene.await().ignoreExceptions().until(() -> template.opsForValue().get("key") == null);
			servers.kill("west");
			assertThatExceptionOfType(DatabasesTemporarilyUnavailableException.class)
				.isThrownBy(() -> untilUnavailable(template));
		}
	}

	@Test
	@DisplayName("59: while all are down all kinds of commands fail, and work again when one is back")
	void allKindsFailAndRecover() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			List<Kind> kinds = kinds(scene);
			kinds.forEach((kind) -> kind.set("before"));
			killAll();
			List.of("east", "west", "south").forEach((name) -> scene.awaitHealth(name, HealthState.ISOLATED));

			for (Kind kind : kinds) {
				RedisScene.await()
					.untilAsserted(() -> assertThatExceptionOfType(DatabasesTemporarilyUnavailableException.class)
						.as(kind.toString())
						.isThrownBy(() -> kind.set("meanwhile")));
			}

			servers.restart("south");
			for (Kind kind : kinds) {
				RedisScene.await().ignoreExceptions().until(() -> {
					kind.set("after");
					return true;
				});
				assertThat(read("south")).isEqualTo("after");
			}
			assertThat(scene.selected()).isEqualTo("south");
		}
	}

	@Test
	@DisplayName("60: one task alone looks for a database, however many commands fail")
	void oneTaskLooks() throws Exception {
		Duration delay = Duration.ofMillis(100);
		AtomicBoolean over = new AtomicBoolean();
		try (RedisScene scene = new RedisScene(driver, (rules) -> rules.withFailover(new Failover(1000, delay))
			.withChecks(rules.checks().withInterval(FOR_LONG).withSuspectInterval(FOR_LONG)))) {
			scene.with("east", 1, servers.get("east")).start();
			long before = scene.asked("east");
			servers.kill("east");
			long begun = scene.time.nanos();
			List<Future<?>> threads = RedisScene.run(8, () -> {
				while (!over.get()) {
					assertThatThrownBy(() -> scene.template().opsForValue().get("key")).isNotNull();
				}
			});
			RedisScene.await().until(() -> scene.asked("east") >= before + 4);
			long asked = scene.asked("east") - before;
			long most = (scene.time.nanos() - begun) / delay.toNanos();
			over.set(true);
			RedisScene.join(threads);

			assertThat(asked).isLessThanOrEqualTo(most);
		}
	}

	private RedisScene scene(UnaryOperator<DatabaseRules> changes) {
		return new RedisScene(driver, changes).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.with("south", 0.25, servers.get("south"))
			.start();
	}

	private static void killAll() {
		List.of("east", "west", "south").forEach(servers::kill);
	}

	/** Commands fail one by one until it is known that all are dead. */
	private static void untilUnavailable(StringRedisTemplate template) {
		RedisScene.await().pollInSameThread().until(() -> {
			try {
				template.opsForValue().get("key");
				return false;
			}
			catch (DatabasesUnavailableException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				return false;
			}
		});
	}

	/** Blocking, with a future, and reactive where the driver is. */
	private List<Kind> kinds(RedisScene scene) {
		StringRedisTemplate template = scene.template();
		Kind async = (value) -> async(scene, value);
		List<Kind> kinds = new ArrayList<>(List.of((value) -> template.opsForValue().set("key", value), async));
		if (driver == RedisDriver.LETTUCE) {
			ReactiveStringRedisTemplate reactive = scene.reactiveTemplate();
			kinds.add((value) -> reactive.opsForValue().set("key", value).block(Duration.ofSeconds(10)));
		}
		return kinds;
	}

	private static void async(RedisScene scene, String value) {
		try {
			scene.databases()
				.router()
				.runLater(Repetition.HARMLESS, (database) -> Background.run(
						() -> new StringRedisTemplate(database.client().connections()).opsForValue().set("key", value)))
				.join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	@FunctionalInterface
	private interface Kind {

		void set(String value);

	}

	private static String read(String name) {
		try (Jedis jedis = servers.get(name).connect()) {
			return jedis.get("key");
		}
	}

}
