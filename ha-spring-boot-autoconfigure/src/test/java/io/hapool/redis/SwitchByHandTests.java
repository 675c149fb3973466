package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What people do while the databases run. The numbers are those of the acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class SwitchByHandTests {

	private static final Failback LATE = new Failback(true, Duration.ofMinutes(1), Duration.ofMillis(10));

	private static RedisServers servers;

	private final RedisDriver driver;

	SwitchByHandTests(RedisDriver driver) {
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
	@DisplayName("75: switches to a healthy one; 87: listeners are told from, to and why")
	void switchesToAHealthyOne() {
		try (RedisScene scene = scene(LATE)) {
			List<DatabaseSwitched> told = new CopyOnWriteArrayList<>();
			scene.databases().onSwitch(told::add);

			scene.databases().switchTo("west", "release 7");
			scene.template().opsForValue().set("key", "value");

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(servers.read("west")).isEqualTo("value");
			assertThat(servers.read("east")).isNull();
			RedisScene.await().until(() -> told.size() == 1);
			assertThat(told.get(0).from()).isEqualTo("east");
			assertThat(told.get(0).to()).isEqualTo("west");
			assertThat(told.get(0).reason()).isEqualTo(SwitchReason.BY_HAND);
			assertThat(told.get(0).detail()).isEqualTo("release 7");
		}
	}

	@Test
	@DisplayName("75: what is selected by hand stays for the grace, then the heavier one is selected again")
	void selectedByHandForTheGrace() {
		try (RedisScene scene = scene(new Failback(true, Duration.ofMillis(200), Duration.ofMillis(10)))) {
			long begun = scene.time.nanos();
			scene.databases().switchTo("west", "for a while");

			scene.awaitSelected("east");

			assertThat(Duration.ofNanos(scene.time.nanos() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
			assertThat(scene.awaitSwitches(2).get(1).reason()).isEqualTo(SwitchReason.FAILBACK);
		}
	}

	@Test
	@DisplayName("76: an unhealthy one, an unknown one and none are rejected")
	void rejectsUnhealthyUnknownAndNull() {
		try (RedisScene scene = scene(LATE)) {
			scene.say("west", Verdict.DOWN);
			scene.awaitHealth("west", HealthState.ISOLATED);
			RedisDatabases databases = scene.databases();

			assertThatIllegalStateException().isThrownBy(() -> databases.switchTo("west", "why"))
				.withMessageContaining("\"west\" is not healthy: ISOLATED")
				.withMessageContaining("expected: one of [east, south]");
			assertThatIllegalArgumentException().isThrownBy(() -> databases.switchTo("north", "why"))
				.withMessageContaining("no database \"north\"")
				.withMessageContaining("east, west, south");
			assertThatThrownBy(() -> databases.switchTo(nothing(), "why")).isInstanceOfAny(NullPointerException.class,
					IllegalArgumentException.class);
			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.switched).isEmpty();
		}
	}

	@Test
	@DisplayName("77: nothing happens if it is selected, and nobody is told")
	void nothingHappensIfSelected() {
		try (RedisScene scene = scene(LATE)) {
			scene.databases().switchTo("east", "again");
			scene.databases().switchTo("south", "another");

			assertThat(scene.awaitSwitches(1)).extracting(DatabaseSwitched::to).containsExactly("south");
			assertThat(scene.databases().switches().get(SwitchReason.BY_HAND)).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("78: a BLPOP that waits on the old one ends there")
	void waitingPopEndsOnTheOldOne() throws Exception {
		try (RedisScene scene = scene(LATE)) {
			CompletableFuture<String> popped = servers.pop("east", scene);
			scene.databases().switchTo("west", "release 7");
			scene.template().opsForValue().set("key", "new");

			servers.push("west", "new");
			servers.push("east", "old");

			assertThat(popped.get(10, TimeUnit.SECONDS)).isEqualTo("old");
			assertThat(servers.read("west")).isEqualTo("new");
		}
	}

	@Test
	@DisplayName("79: late errors of the old one leave the new one alone")
	void lateErrorsLeaveTheNewOneAlone() {
		try (RedisScene scene = scene(LATE)) {
			CompletableFuture<String> popped = servers.pop("east", scene);
			scene.databases().switchTo("west", "release 7");
			servers.kill("east");
			assertThatThrownBy(() -> popped.get(10, TimeUnit.SECONDS)).isNotNull();
			scene.awaitHealth("east", HealthState.ISOLATED);

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(scene.health("west")).isEqualTo(HealthState.UP);
			assertThat(failures(scene, "west")).isZero();
			assertThat(scene.awaitSwitches(1)).hasSize(1);
		}
	}

	@Test
	@DisplayName("80: what is forced stays for its time, whatever weighs more")
	void forcedForADuration() {
		try (RedisScene scene = scene(new Failback(true, Duration.ZERO, Duration.ofMillis(10)))) {
			long begun = scene.time.nanos();
			scene.databases().force("south", Duration.ofSeconds(1), "tests");
			scene.databases().setWeight("west", 7);
			assertThat(scene.selected()).isEqualTo("south");

			scene.awaitSelected("west");

			assertThat(Duration.ofNanos(scene.time.nanos() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> scene.databases().force("east", Duration.ZERO, "no time"))
				.withMessage("duration: PT0S (expected: > 0)");
		}
	}

	@Test
	@DisplayName("80: what is forced and fails is left, and not gone back to")
	void forcedOneThatFailsIsLeft() {
		try (RedisScene scene = scene(new Failback(true, Duration.ZERO, Duration.ofMillis(10)))) {
			scene.databases().force("south", Duration.ofMinutes(1), "tests");
			scene.say("south", Verdict.DOWN);
			scene.awaitSelected("east");
			scene.say("south", Verdict.UP);
			scene.awaitHealth("south", HealthState.UP);

			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("80: what must stay on one database begins on the one that is pinned")
	void whatStaysFollowsAPin() throws Exception {
		try (RedisScene scene = scene(LATE)) {
			scene.template().opsForValue().set("key", "old");
			scene.databases().pool().pin("west", "tests");
			servers.push("west", "new");

			assertThat(scene.template().opsForList().leftPop("queue", Duration.ofSeconds(5))).isEqualTo("new");
			assertThat(scene.selected()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("88: one that is isolated by hand is left by hand")
	void isolatedByHandIsLeftByHand() {
		try (RedisScene scene = scene(LATE)) {
			scene.databases().pool().isolate("east", "maintenance");
			scene.template().opsForValue().set("key", "value");

			assertThat(servers.read("west")).isEqualTo("value");
			assertThat(scene.databases().switches()).containsEntry(SwitchReason.BY_HAND, 1L)
				.containsEntry(SwitchReason.FAILOVER, 0L);
		}
	}

	@Test
	@DisplayName("88: switches are counted by reason")
	void switchesAreCountedByReason() {
		try (RedisScene scene = scene(new Failback(true, Duration.ofMillis(100), Duration.ofMillis(10)))) {
			assertThat(scene.databases().switches()).containsOnlyKeys(SwitchReason.values())
				.allSatisfy((reason, count) -> assertThat(count).isZero());

			scene.databases().switchTo("west", "by hand");
			scene.awaitSelected("east");
			scene.say("east", Verdict.DOWN);
			scene.awaitSelected("west");
			scene.databases().remove("west");
			scene.awaitSwitches(4);

			assertThat(scene.databases().switches()).containsEntry(SwitchReason.BY_HAND, 1L)
				.containsEntry(SwitchReason.FAILBACK, 1L)
				.containsEntry(SwitchReason.FAILOVER, 1L)
				.containsEntry(SwitchReason.REMOVED, 1L);
			assertThat(scene.selected()).isEqualTo("south");
		}
	}

	private RedisScene scene(Failback failback) {
		UnaryOperator<DatabaseRules> changes = (rules) -> rules.withFailback(failback);
		return new RedisScene(driver, changes).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.with("south", 0.25, servers.get("south"))
			.start();
	}

	private RedisScene two() {
		return new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

	private static long failures(RedisScene scene, String name) {
		return scene.databases().find(name).orElseThrow().snapshot().counts().failures();
	}

	@SuppressWarnings("NullAway")
	private static String nothing() {
		return null;
	}

}
