package io.hapool.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.event.Subscription;
import io.hapool.health.HealthCheck;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.HealthState;
import io.hapool.redis.DatabaseClient.Probe;
import io.hapool.redis.DatabaseHealthCheck.Series;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What checks of real servers make of the databases. The numbers are those of the
 * acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class DatabaseHealthTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	DatabaseHealthTests(RedisDriver driver) {
		this.driver = driver;
	}

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
	@DisplayName("23: checks run side by side, each with a timeout of its own")
	void checksRunSideBySide() {
		try (RedisScene scene = scene()) {
			scene.with(definition(scene, "east", new Series(1, Duration.ZERO, Duration.ofSeconds(20))))
				.with(definition(scene, "west", new Series(1, Duration.ZERO, Duration.ofSeconds(3))))
				.with(definition(scene, "east", "south", new Series(1, Duration.ZERO, Duration.ofMillis(100))))
				.start();

			servers.freeze("east");
			scene.awaitHealth("south", HealthState.ISOLATED);
			RedisScene.await().until(() -> scene.upChecks("west") > scene.upChecks("east") + 3);

			assertThat(scene.health("east")).as("its timeout is 20 s").isNotEqualTo(HealthState.ISOLATED);
			assertThat(scene.isHealthy("west")).isTrue();
			servers.thaw("east");
		}
	}

	@Test
	@DisplayName("24: a cluster is unhealthy if one of its nodes fails")
	void clusterIsUnhealthyIfANodeFails() {
		try (TwoNodeCluster cluster = TwoNodeCluster.start(); RedisScene scene = scene()) {
			scene.with("west", 0.5, servers.get("west"))
				.with(scene.define("east", 1, RedisDriver.cluster(cluster.first()), scene.ping()))
				.start();
			assertThat(scene.selected()).isEqualTo("east");

			cluster.second().kill();

			scene.awaitSelected("west");
			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
		}
	}

	@Test
	@DisplayName("25: a healthy result restores; 30: a database recovers when its server is back")
	void recoversWhenItsServerIsBack() {
		try (RedisScene scene = scene()) {
			scene.with("east", 1, servers.get("east")).with("west", 0.5, servers.get("west")).start();

			servers.kill("west");
			scene.awaitHealth("west", HealthState.ISOLATED);
			servers.restart("west");
			scene.awaitHealth("west", HealthState.UP);

			scene.databases().force("west", Duration.ofMinutes(1), "to see that it works");
			scene.template().opsForValue().set("back", "yes");
			assertThat(scene.template().opsForValue().get("back")).isEqualTo("yes");
		}
	}

	@Test
	@DisplayName("26: a result that is late never overwrites a newer one")
	void lateResultNeverOverwritesANewerOne() {
		AtomicBoolean slow = new AtomicBoolean();
		CountDownLatch late = new CountDownLatch(1);
		HealthCheck<Database> check = (database, timeout) -> {
			if (slow.compareAndSet(true, false)) {
				late.await();
				return Verdict.DOWN;
			}
			return Verdict.UP;
		};
		try (RedisScene scene = scene()) {
			scene.with(scene.define("east", 1, RedisDriver.standalone(servers.get("east").port()), check))
				.with("west", 0.5, servers.get("west"))
				.start();
			scene.awaitHealth("east", HealthState.UP);

			slow.set(true);
			CompletableFuture<Verdict> old = scene.databases().pool().check("east");
			RedisScene.await().until(() -> !slow.get());
			assertThat(scene.databases().pool().check("east").join()).isEqualTo(Verdict.UP);
			late.countDown();
			old.join();

			assertThat(scene.health("east")).isEqualTo(HealthState.UP);
			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("29: the first healthy result is told as UNKNOWN to UP")
	void firstHealthyResultIsTold() {
		try (RedisScene scene = scene()) {
			scene.with("east", 1, servers.get("east")).start();

			RedisScene.await().until(() -> !scene.changed.isEmpty());
			EndpointChanged first = scene.changed.element();
			assertThat(first.endpoint()).isEqualTo("east");
			assertThat(first.from().health()).isEqualTo(HealthState.UNKNOWN);
			assertThat(first.to().health()).isEqualTo(HealthState.UP);
		}
	}

	@Test
	@DisplayName("31: checks and connections end when a database is removed")
	void checksEndWhenRemoved() {
		AtomicInteger east = new AtomicInteger();
		AtomicInteger west = new AtomicInteger();
		try (RedisScene scene = scene()) {
			scene.with(counted(scene, "east", east)).with(counted(scene, "west", west)).start();
			scene.databases().switchTo("west", "so that there are connections");
			scene.template().opsForValue().set("key", "value");
			scene.databases().switchTo("east", "to leave west");

			scene.databases().remove("west");
			RedisScene.await().until(() -> servers.get("west").clients().isEmpty());
			int westThen = west.get();
			int eastThen = east.get();
			RedisScene.await().until(() -> east.get() >= eastThen + 5);

			assertThat(west.get()).isLessThanOrEqualTo(westThen + 1);
			assertThat(servers.get("west").clients()).isEmpty();
		}
	}

	@Test
	@DisplayName("31: checks and connections end on close")
	void checksEndOnClose() {
		AtomicInteger east = new AtomicInteger();
		AtomicInteger west = new AtomicInteger();
		try (RedisScene scene = scene(); RedisScene other = scene()) {
			scene.with(counted(scene, "east", east)).start();
			other.with(counted(other, "west", west)).start();
			scene.template().opsForValue().set("key", "value");

			scene.databases().close();
			RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
			int eastThen = east.get();
			int westThen = west.get();
			RedisScene.await().until(() -> west.get() >= westThen + 5);

			assertThat(east.get()).isLessThanOrEqualTo(eastThen + 1);
			assertThat(servers.get("east").clients()).isEmpty();
		}
	}

	@Test
	@DisplayName("31: a check that comes too late connects to nothing any more")
	void lateCheckConnectsToNothing() throws Exception {
		DatabaseClient client = driver.connect(servers.get("east"));
		client.probe(Probe.PING, Duration.ofSeconds(10));
		client.close();

		assertThatThrownBy(() -> client.probe(Probe.PING, Duration.ofSeconds(10))).isNotNull();
		RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
	}

	@Test
	@DisplayName("32: databases may be checked in different ways")
	void databasesMayBeCheckedInDifferentWays() {
		try (RedisScene scene = scene()) {
			resetCounts("east");
			resetCounts("west");
			scene
				.with(scene.define("east", 1, RedisDriver.standalone(servers.get("east").port()),
						new DatabaseHealthCheck(Probe.ECHO, ProbePolicy.ALL, RedisScene.SERIES, scene.time)))
				.with(scene.define("west", 0.5, RedisDriver.standalone(servers.get("west").port()),
						new DatabaseHealthCheck(Probe.PING, ProbePolicy.ANY, RedisScene.SERIES, scene.time)))
				.start();
			RedisScene.await().until(() -> scene.upChecks("east") > 2 && scene.upChecks("west") > 2);

			assertThat(servers.get("east").info("commandstats")).contains("cmdstat_echo:")
				.doesNotContain("cmdstat_ping:");
			assertThat(servers.get("west").info("commandstats")).contains("cmdstat_ping:")
				.doesNotContain("cmdstat_echo:");
		}
	}

	@Test
	@DisplayName("36: a check that is added at run time counts, until it is taken away")
	void checkAddedAtRunTimeCounts() {
		try (RedisScene scene = scene()) {
			scene.with("east", 1, servers.get("east")).with("west", 0.5, servers.get("west")).start();

			Subscription added = scene.databases()
				.addHealthCheck((database, timeout) -> database.name().equals("east") ? Verdict.DOWN : Verdict.UP);
			scene.awaitSelected("west");
			added.close();
			scene.awaitHealth("east", HealthState.UP);
			scene.awaitSelected("east");

			assertThat(scene.awaitSwitches(2)).extracting(DatabaseSwitched::reason)
				.containsExactly(SwitchReason.FAILOVER, SwitchReason.FAILBACK);
		}
	}

	private RedisScene scene() {
		return new RedisScene(driver);
	}

	private DatabaseDefinition definition(RedisScene scene, String name, Series series) {
		return definition(scene, name, name, series);
	}

	private DatabaseDefinition definition(RedisScene scene, String server, String name, Series series) {
		return scene.define(name, name.equals("east") ? 1 : 0.5, RedisDriver.standalone(servers.get(server).port()),
				new DatabaseHealthCheck(Probe.PING, ProbePolicy.ALL, series, scene.time));
	}

	private DatabaseDefinition counted(RedisScene scene, String name, AtomicInteger checks) {
		HealthCheck<Database> ping = scene.ping();
		return scene.define(name, name.equals("east") ? 1 : 0.5, RedisDriver.standalone(servers.get(name).port()),
				(database, timeout) -> {
					checks.incrementAndGet();
					return ping.check(database, timeout);
				});
	}

	private static void resetCounts(String name) {
		try (Jedis jedis = servers.get(name).connect()) {
			jedis.configResetStat();
		}
	}

}
