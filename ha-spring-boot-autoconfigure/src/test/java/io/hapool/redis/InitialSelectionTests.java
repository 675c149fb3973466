package io.hapool.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.hapool.Background;
import io.hapool.fault.LocalPorts;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.HealthState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Which database is selected when the application starts. The numbers are those of the
 * acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class InitialSelectionTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	/** No server listens there. */
	private final RedisConfiguration dead = RedisDriver.standalone(LocalPorts.free());

	InitialSelectionTests(RedisDriver driver) {
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
	@DisplayName("1: the heaviest healthy database is selected")
	void selectsTheHeaviest() {
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			scene.with("west", 0.5, servers.get("west"))
				.with("east", 1, servers.get("east"))
				.with("south", 0.25, servers.get("south"))
				.start();

			scene.template().opsForValue().set("where", "here");

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(where("east", "west", "south")).containsExactly("east");
		}
	}

	@Test
	@DisplayName("2: an unhealthy one is passed over, however heavy")
	void passesOverTheUnhealthy() {
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			scene.with(scene.define("east", 1, dead, scene.ping()))
				.with("west", 0.5, servers.get("west"))
				.with("south", 0.25, servers.get("south"))
				.start();

			scene.template().opsForValue().set("where", "here");

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(where("west", "south")).containsExactly("west");
		}
	}

	@Test
	@DisplayName("3: the lightest is selected if it alone is healthy")
	void selectsTheLightestIfAlone() {
		try (RedisScene scene = scene(InitialHealth.ONE)) {
			scene.with(scene.define("east", 1, dead, scene.ping()))
				.with(scene.define("west", 0.5, dead, scene.ping()))
				.with("south", 0.25, servers.get("south"))
				.start();

			assertThat(scene.selected()).isEqualTo("south");
		}
	}

	@Test
	@DisplayName("4: ALL fails if one fails, and says which and why")
	void allFailsOnAnyFailure() {
		try (RedisScene scene = scene(InitialHealth.ALL)) {
			RedisDatabases databases = scene.with("east", 1, servers.get("east"))
				.with("west", 0.5, servers.get("west"))
				.with(scene.define("south", 0.25, dead, scene.ping()))
				.create();

			assertThatThrownBy(databases::start).isInstanceOf(UnhealthyStartException.class)
				.hasMessageContaining("initial-health: all")
				.hasMessageContaining("south at ");
		}
	}

	@Test
	@DisplayName("5: ALL succeeds with all")
	void allSucceedsWithAll() {
		try (RedisScene scene = scene(InitialHealth.ALL)) {
			scene.with("east", 1, servers.get("east")).with("west", 0.5, servers.get("west")).start();

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.databases().all()).allMatch(DatabaseState::isHealthy);
		}
	}

	@Test
	@DisplayName("6: MAJORITY succeeds with two of three")
	void majoritySucceedsWithTwoOfThree() {
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			scene.with("east", 1, servers.get("east"))
				.with(scene.define("west", 0.5, dead, scene.ping()))
				.with("south", 0.25, servers.get("south"))
				.start();

			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("7: MAJORITY fails with an even split")
	void majorityFailsWithAnEvenSplit() {
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			RedisDatabases databases = scene.with("east", 1, servers.get("east"))
				.with(scene.define("west", 0.5, dead, scene.ping()))
				.create();

			assertThatThrownBy(databases::start).isInstanceOf(UnhealthyStartException.class)
				.hasMessageContaining("initial-health: majority");
		}
	}

	@Test
	@DisplayName("8: MAJORITY succeeds as soon as enough are healthy; 14: a lighter one that hangs holds up nobody")
	void majoritySucceedsEarlyBesideOneThatHangs() {
		servers.freeze("south");
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			scene.with("east", 1, servers.get("east"))
				.with("west", 0.5, servers.get("west"))
				.with("south", 0.25, servers.get("south"))
				.start();

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.health("south")).isEqualTo(HealthState.UNKNOWN);
			servers.thaw("south");
		}
	}

	@Test
	@DisplayName("9: MAJORITY fails as soon as too many are not healthy")
	void majorityFailsEarly() {
		servers.freeze("south");
		try (RedisScene scene = scene(InitialHealth.MAJORITY)) {
			RedisDatabases databases = scene.with(scene.define("east", 1, dead, scene.ping()))
				.with(scene.define("west", 0.5, dead, scene.ping()))
				.with("south", 0.25, servers.get("south"))
				.create();

			assertThatThrownBy(databases::start).isInstanceOf(UnhealthyStartException.class)
				.hasMessageMatching(".*south at [^ ]+ UNKNOWN.*");
			servers.thaw("south");
		}
	}

	@Test
	@DisplayName("10: ONE succeeds as soon as the heaviest is healthy")
	void oneSucceedsEarly() {
		servers.freeze("west");
		servers.freeze("south");
		try (RedisScene scene = scene(InitialHealth.ONE)) {
			scene.with("east", 1, servers.get("east"))
				.with("west", 0.5, servers.get("west"))
				.with("south", 0.25, servers.get("south"))
				.start();

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.health("west")).isEqualTo(HealthState.UNKNOWN);
			assertThat(scene.health("south")).isEqualTo(HealthState.UNKNOWN);
			servers.thaw("west");
			servers.thaw("south");
		}
	}

	@Test
	@DisplayName("11: ONE fails if none is healthy")
	void oneFailsIfNone() {
		try (RedisScene scene = scene(InitialHealth.ONE)) {
			RedisDatabases databases = scene.with(scene.define("east", 1, dead, scene.ping()))
				.with(scene.define("west", 0.5, dead, scene.ping()))
				.create();

			assertThatThrownBy(databases::start).isInstanceOf(UnhealthyStartException.class)
				.hasMessageContaining("initial-health: one")
				.hasMessageContaining("east at ")
				.hasMessageContaining("west at ");
		}
	}

	@Test
	@DisplayName("13: a database without a check counts as healthy")
	void databaseWithoutCheckCountsAsHealthy() {
		try (RedisScene scene = scene(InitialHealth.ALL)) {
			scene.with(new DatabaseDefinition("east", 1, driver.connect(servers.get("east")), List.of()))
				.with("west", 0.5, servers.get("west"))
				.start();

			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("15: the heaviest is waited for, however early the others are")
	void waitsForTheHeaviest() throws Exception {
		CountDownLatch answered = new CountDownLatch(1);
		HealthCheck<Database> slow = (database, timeout) -> {
			answered.await();
			return Verdict.UP;
		};
		try (RedisScene scene = scene(InitialHealth.ONE)) {
			scene.with(scene.define("east", 1, RedisDriver.standalone(servers.get("east").port()), slow))
				.with("west", 0.5, servers.get("west"))
				.create();

			CompletableFuture<Void> start = Background.run(scene.databases()::start);
			scene.awaitHealth("west", HealthState.UP);
			assertThat(start).isNotDone();
			answered.countDown();
			start.get();

			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	private RedisScene scene(InitialHealth initialHealth) {
		return new RedisScene(driver, (rules) -> rules.withInitialHealth(initialHealth)).withSeries(RedisScene.PATIENT);
	}

	/** Which servers a command has reached. */
	private List<String> where(String... names) {
		return List.of(names).stream().filter((name) -> {
			try (var jedis = servers.get(name).connect()) {
				return jedis.exists("where");
			}
		}).toList();
	}

}
