package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.hapool.Background;
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

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What happens when databases fail. The numbers are those of the acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class FailoverTests {

	private static final Duration FOR_LONG = Duration.ofMinutes(1);

	private static RedisServers servers;

	private final RedisDriver driver;

	FailoverTests(RedisDriver driver) {
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
	@DisplayName("50: the next in weight takes over, and no command fails")
	void nextInWeightTakesOver() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("key", "before");

			servers.kill("east");
			template.opsForValue().set("key", "after");

			scene.awaitSelected("west");
			assertThat(read("west")).isEqualTo("after");
			assertThat(read("south")).isNull();
			DatabaseSwitched event = scene.awaitSwitches(1).get(0);
			assertThat(event.from()).isEqualTo("east");
			assertThat(event.to()).isEqualTo("west");
			assertThat(event.reason()).isEqualTo(SwitchReason.FAILOVER);
		}
	}

	@Test
	@DisplayName("50: one that refuses connections is isolated by the first command that finds it so")
	void refusedConnectionIsolatesAtOnce() {
		try (RedisScene scene = scene((rules) -> rules.withChecks(rules.checks().withInterval(FOR_LONG)))) {
			servers.kill("east");
			scene.awaitCalm("west");

			scene.template().opsForValue().set("key", "value");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
			assertThat(scene.selected()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("51: a check of the selected one that fails is enough, without any command")
	void failedCheckIsEnough() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			scene.say("east", Verdict.DOWN);

			scene.awaitSelected("west");
			assertThat(scene.awaitSwitches(1)).singleElement()
				.satisfies((event) -> assertThat(event.reason()).isEqualTo(SwitchReason.FAILOVER));
		}
	}

	@Test
	@DisplayName("52: nothing is switched when another one fails")
	void failureOfAnotherDoesNotSwitch() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			servers.kill("west");
			scene.say("south", Verdict.DOWN);
			scene.awaitHealth("west", HealthState.ISOLATED);
			scene.awaitHealth("south", HealthState.ISOLATED);
			scene.template().opsForValue().set("key", "value");

			assertThat(scene.selected()).isEqualTo("east");
			assertThat(scene.databases().switches()).allSatisfy((reason, count) -> assertThat(count).isZero());
		}
	}

	@Test
	@DisplayName("53: two fail one after the other")
	void twoFailOneAfterTheOther() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			StringRedisTemplate template = scene.template();
			servers.kill("east");
			template.opsForValue().set("key", "first");
			scene.awaitSelected("west");
			servers.kill("west");
			template.opsForValue().set("key", "second");

			assertThat(read("south")).isEqualTo("second");
			assertThat(scene.awaitSwitches(2)).extracting(DatabaseSwitched::to).containsExactly("west", "south");
		}
	}

	@Test
	@DisplayName("54: others that come and go leave the selected one alone")
	void flappingLeavesTheSelectedAlone() {
		try (RedisScene scene = scene((rules) -> rules.withFailback(grace(FOR_LONG)))) {
			scene.say("east", Verdict.DOWN);
			scene.awaitSelected("west");
			for (int i = 0; i < 2; i++) {
				for (String name : List.of("east", "south")) {
					scene.say(name, Verdict.UP);
					scene.awaitHealth(name, HealthState.UP);
					scene.say(name, Verdict.DOWN);
					scene.awaitHealth(name, HealthState.ISOLATED);
				}
			}

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(scene.databases().switches().get(SwitchReason.FAILOVER)).isEqualTo(1);
			assertThat(scene.databases().switches().get(SwitchReason.FAILBACK)).isZero();
		}
	}

	@Test
	@DisplayName("55: a host without an address is a database that failed")
	void hostWithoutAddressFails() {
		RedisStandaloneConfiguration nowhere = new RedisStandaloneConfiguration("redis.invalid", 6379);
		try (RedisScene scene = new RedisScene(driver, (rules) -> rules.withFailback(grace(FOR_LONG)))) {
			scene.with(new DatabaseDefinition("east", 1, driver.connect(nowhere, Duration.ofSeconds(2)), List.of()))
				.with("west", 0.5, servers.get("west"))
				.start();
			assertThat(scene.selected()).isEqualTo("east");
			scene.awaitCalm("west");

			scene.template().opsForValue().set("key", "value");

			assertThat(scene.selected()).isEqualTo("west");
			assertThat(read("west")).isEqualTo("value");
		}
	}

	@Test
	@DisplayName("56: a refused password surfaces, unless it is said to be a failure")
	void refusedPasswordFailsOverWhenConfigured() {
		try (RedisServerProcess locked = RedisServerProcess.startWithPassword("secret");
				RedisScene mistakes = locked(locked, AuthenticationErrors.ARE_MISTAKES);
				RedisScene failures = locked(locked, AuthenticationErrors.ARE_FAILURES)) {

			assertThatThrownBy(() -> mistakes.template().opsForValue().set("key", "mistake"))
				.hasStackTraceContaining("WRONGPASS")
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("wrong-secret"));
			failures.awaitCalm("west");
			for (int i = 1; i <= 3; i++) {
				failures.template().opsForValue().set("key", "failure " + i);
			}

			mistakes.awaitCalm("west");
			assertThat(mistakes.databases().pool().suspect("east", "to look").join()).isEqualTo(Verdict.UP);
			assertThat(mistakes.selected()).isEqualTo("east");
			assertThat(read("west")).isEqualTo("failure 3");
			assertThat(failures.awaitSwitches(1).get(0).to()).isEqualTo("west");
		}
	}

	@Test
	@DisplayName("61: many threads: none sees an error, and no connection is left open")
	void manyThreads() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger after = new AtomicInteger();
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			StringRedisTemplate template = scene.template();
			List<Future<?>> threads = RedisScene.run(8, () -> {
				while (!over.get()) {
					template.opsForValue().set("key", "value");
					after.incrementAndGet();
				}
			});
			RedisScene.await().until(() -> after.get() > 100);
			servers.kill("east");
			scene.awaitSelected("west");
			after.set(0);
			RedisScene.await().until(() -> after.get() > 200);
			over.set(true);
			RedisScene.join(threads);

			assertThat(scene.databases().pool().openLeases()).isZero();
			// those of the pool, the shared one, that for probes
			assertThat(servers.get("west").clients()).hasSizeLessThanOrEqualTo(RedisDriver.POOL_SIZE + 2);
			scene.databases().close();
			RedisScene.await().until(() -> servers.get("west").clients().isEmpty());
		}
	}

	@Test
	@DisplayName("62: a BLPOP that waits moves when all may be repeated")
	void waitingPopMovesWhenConfigured() throws Exception {
		try (RedisScene scene = scene((rules) -> rules.withRetryUnknown(RetryUnknown.ALWAYS))) {
			CompletableFuture<String> popped = pop(scene);
			scene.awaitCalm("west");
			servers.kill("east");
			awaitBlocked("west");

			push("west", "moved");

			assertThat(popped.get(10, TimeUnit.SECONDS)).isEqualTo("moved");
		}
	}

	@Test
	@DisplayName("63: a BLPOP that waits fails when nobody knows what became of it")
	void waitingPopFailsByDefault() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			CompletableFuture<String> popped = pop(scene);
			servers.kill("east");

			assertThatThrownBy(() -> popped.get(10, TimeUnit.SECONDS))
				.isNotInstanceOf(java.util.concurrent.TimeoutException.class);
			scene.awaitSelected("west");
			assertThat(servers.get("west").info("clients")).contains("blocked_clients:0");
		}
	}

	@Test
	@DisplayName("64: the next one fails during the switch")
	void nextOneFailsDuringTheSwitch() {
		try (RedisScene scene = scene((rules) -> rules.withChecks(rules.checks().withInterval(FOR_LONG)))) {
			servers.kill("west");
			servers.kill("east");
			scene.awaitCalm("south");

			for (int i = 1; i <= 3; i++) {
				scene.template().opsForValue().set("key", "value " + i);
				assertThat(read("south")).isEqualTo("value " + i);
			}

			scene.awaitSelected("south");
		}
	}

	@Test
	@DisplayName("64: a server that answers that it is a replica is passed over, and left after three such answers")
	void replicaIsPassedOver() {
		try (RedisScene scene = scene((rules) -> rules.withFailback(grace(FOR_LONG)))) {
			try (Jedis east = servers.get("east").connect()) {
				east.replicaof("127.0.0.1", servers.get("south").port());
			}
			scene.awaitCalm("west");

			for (int i = 1; i <= 3; i++) {
				scene.template().opsForValue().set("key", "value " + i);
			}

			assertThat(read("west")).isEqualTo("value 3");
			scene.awaitSelected("west");
		}
	}

	private RedisScene scene(UnaryOperator<DatabaseRules> changes) {
		return new RedisScene(driver, changes).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.with("south", 0.25, servers.get("south"))
			.start();
	}

	/** Without checks, which would find out before the commands. */
	private RedisScene locked(RedisServerProcess locked, AuthenticationErrors errors) {
		DatabaseClient client = driver.connect(RedisDriver.withPassword(locked.port(), "wrong-secret"),
				Duration.ofSeconds(2), errors);
		return new RedisScene(driver, (rules) -> rules.withLook(Duration.ofSeconds(10)))
			.with(new DatabaseDefinition("east", 1, client, List.of()))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

	static Failback grace(Duration grace) {
		return new Failback(true, grace, Duration.ofMillis(10));
	}

	/** Returns once the command waits at the server. */
	private CompletableFuture<String> pop(RedisScene scene) {
		CompletableFuture<String> popped = Background
			.supply(() -> scene.template().opsForList().leftPop("queue", Duration.ofSeconds(30)));
		awaitBlocked("east");
		return popped;
	}

	private static void awaitBlocked(String name) {
		RedisScene.await().until(() -> servers.get(name).info("clients").contains("blocked_clients:1"));
	}

	private static void push(String name, String value) {
		try (Jedis jedis = servers.get(name).connect()) {
			jedis.rpush("queue", value);
		}
	}

	private static String read(String name) {
		try (Jedis jedis = servers.get(name).connect()) {
			return jedis.get("key");
		}
	}

}
