package io.hapool.redis;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.pool.HealthState;
import io.hapool.redis.DatabaseRules.Failback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a heavier database is selected again. The numbers are those of the acceptance
 * list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class FailbackTests {

	private static final Duration FOR_LONG = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(10);

	private static final Duration GRACE = Duration.ofMillis(300);

	private static RedisServers servers;

	private final RedisDriver driver;

	FailbackTests(RedisDriver driver) {
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
	@DisplayName("65: fails back to the higher weight after the grace")
	void failsBackAfterTheGrace() {
		try (RedisScene scene = scene(new Failback(true, GRACE, SHORT))) {
			servers.kill("east");
			scene.template().opsForValue().set("key", "on west");
			scene.awaitSelected("west");
			long earliest = scene.time.nanos();
			servers.restart("east");

			scene.awaitSelected("east");

			scene.template().opsForValue().set("key", "on east");
			assertThat(Duration.ofNanos(scene.time.nanos() - earliest)).isGreaterThan(GRACE);
			assertThat(read("east")).isEqualTo("on east");
			assertThat(read("west")).isEqualTo("on west");
			DatabaseSwitched event = scene.awaitSwitches(2).get(1);
			assertThat(event.reason()).isEqualTo(SwitchReason.FAILBACK);
			assertThat(event.from()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("66: never fails back to a lower weight")
	void neverFailsBackToALowerWeight() {
		try (RedisScene scene = scene(new Failback(true, Duration.ZERO, SHORT))) {
			isolate(scene, "west");
			isolate(scene, "south");
			restore(scene, "west");
			restore(scene, "south");
			rounds(scene, 5);

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.switched).isEmpty();
		}
	}

	@Test
	@DisplayName("67: stays where it is when failback is off")
	void staysWhenOff() {
		try (RedisScene scene = scene(new Failback(false, Duration.ZERO, SHORT))) {
			isolate(scene, "east");
			scene.awaitSelected("west");
			restore(scene, "east");
			scene.databases().setWeight("east", 2);
			rounds(scene, 5);

			assertThat(scene.selected()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("68: stays where it is within the grace")
	void staysWithinTheGrace() {
		try (RedisScene scene = scene(new Failback(true, FOR_LONG, SHORT))) {
			isolate(scene, "east");
			scene.awaitSelected("west");
			restore(scene, "east");
			rounds(scene, 5);

			assertThat(scene.selected()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("69: fails back to the heaviest of several")
	void failsBackToTheHeaviest() {
		try (RedisScene scene = scene(new Failback(true, GRACE, SHORT))) {
			isolate(scene, "east");
			isolate(scene, "west");
			scene.awaitSelected("south");
			scene.say("west", Verdict.UP);
			scene.say("east", Verdict.UP);

			scene.awaitSelected("east");
		}
	}

	@Test
	@DisplayName("70: a candidate that fails within the grace begins anew")
	void candidateThatFailsBeginsAnew() {
		try (RedisScene scene = scene(new Failback(true, GRACE, SHORT))) {
			isolate(scene, "east");
			scene.awaitSelected("west");
			restore(scene, "east");
			isolate(scene, "east");
			await(scene, GRACE.plus(GRACE));
			assertThat(scene.selected()).isEqualTo("west");

			long back = scene.time.nanos();
			restore(scene, "east");
			scene.awaitSelected("east");

			assertThat(Duration.ofNanos(scene.time.nanos() - back)).isGreaterThan(GRACE);
		}
	}

	@Test
	@DisplayName("71: without a grace it fails back at once")
	void failsBackAtOnceWithoutGrace() {
		try (RedisScene scene = scene(new Failback(true, Duration.ZERO, SHORT))) {
			isolate(scene, "east");
			scene.awaitSelected("west");
			scene.say("east", Verdict.UP);

			scene.awaitSelected("east");
		}
	}

	@Test
	@DisplayName("72: a weight that is raised is reason enough")
	void raisedWeightIsReasonEnough() {
		try (RedisScene scene = scene(new Failback(true, FOR_LONG, FOR_LONG))) {
			scene.databases().setWeight("south", 3);

			scene.awaitSelected("south");
			assertThat(scene.databases().find("south").orElseThrow().weight()).isEqualTo(3);
			assertThat(scene.awaitSwitches(1).get(0).reason()).isEqualTo(SwitchReason.FAILBACK);
		}
	}

	@Test
	@DisplayName("72: a weight that is raised of one that failed waits for the grace")
	void raisedWeightOfOneThatFailedWaits() {
		try (RedisScene scene = scene(new Failback(true, FOR_LONG, SHORT))) {
			isolate(scene, "south");
			restore(scene, "south");
			scene.databases().setWeight("south", 3);
			rounds(scene, 5);

			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("73: looks only once an interval")
	void looksOnceAnInterval() {
		try (RedisScene scene = scene(new Failback(true, Duration.ZERO, FOR_LONG));
				RedisScene quick = scene(new Failback(true, Duration.ZERO, SHORT))) {
			for (RedisScene each : new RedisScene[] { scene, quick }) {
				isolate(each, "east");
				each.awaitSelected("west");
				restore(each, "east");
			}
			quick.awaitSelected("east");
			rounds(scene, 5);

			assertThat(scene.selected()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("74: nothing fails back after close")
	void nothingFailsBackAfterClose() {
		Duration untilClosed = Duration.ofMillis(1500);
		try (RedisScene scene = scene(new Failback(true, untilClosed, SHORT))) {
			isolate(scene, "east");
			scene.awaitSelected("west");
			Queue<DatabaseSwitched> told = scene.switched;
			scene.awaitSwitches(1);
			restore(scene, "east");

			scene.databases().close();
			await(scene, untilClosed.plus(GRACE));

			assertThat(told).hasSize(1);
			assertThat(scene.databases().switches().get(SwitchReason.FAILBACK)).isZero();
		}
	}

	private RedisScene scene(Failback failback) {
		UnaryOperator<DatabaseRules> changes = (rules) -> rules.withFailback(failback);
		return new RedisScene(driver, changes).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.with("south", 0.25, servers.get("south"))
			.start();
	}

	private static void isolate(RedisScene scene, String name) {
		scene.say(name, Verdict.DOWN);
		scene.awaitHealth(name, HealthState.ISOLATED);
	}

	private static void restore(RedisScene scene, String name) {
		scene.say(name, Verdict.UP);
		scene.awaitHealth(name, HealthState.UP);
	}

	/** Returns when so many checks of each have been made. */
	private static void rounds(RedisScene scene, int rounds) {
		for (Database database : scene.targets()) {
			long before = scene.asked(database.name());
			RedisScene.await().until(() -> scene.asked(database.name()) >= before + rounds);
		}
	}

	/** Lets time pass in which nothing must happen. */
	private static void await(RedisScene scene, Duration duration) {
		CompletableFuture<Void> over = new CompletableFuture<>();
		scene.time.schedule(() -> over.complete(null), duration);
		over.join();
	}

	private static String read(String name) {
		try (Jedis jedis = servers.get(name).connect()) {
			return jedis.get("key");
		}
	}

}
