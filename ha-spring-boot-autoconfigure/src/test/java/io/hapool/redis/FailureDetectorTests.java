package io.hapool.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import io.hapool.Background;
import io.hapool.event.Subscription;
import io.hapool.pool.EndpointSnapshot.Counts;
import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.IsolationRules.FailureRate;
import io.hapool.pool.Ratio;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * When failures of commands isolate a database whose server answers all the same. The
 * numbers are those of the acceptance list.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class FailureDetectorTests {

	private static RedisServers servers;

	private final RedisDriver driver;

	FailureDetectorTests(RedisDriver driver) {
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
	@DisplayName("37: isolates when count and rate are both met; 43: at exactly the threshold")
	void isolatesWhenCountAndRateAreMet() {
		try (RedisScene scene = scene(rate(0.5, 10))) {
			for (int i = 0; i < 9; i++) {
				succeed(scene);
				fail(scene, "east");
			}
			succeed(scene);
			assertThat(scene.isHealthy("east")).isTrue();

			fail(scene, "east");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
			scene.awaitSelected("west");
		}
	}

	@Test
	@DisplayName("38: the count alone does not isolate")
	void countAloneDoesNotIsolate() {
		try (RedisScene scene = scene(rate(0.5, 10))) {
			for (int i = 0; i < 13; i++) {
				succeed(scene);
			}
			for (int i = 0; i < 12; i++) {
				fail(scene, "east");
			}

			assertThat(scene.isHealthy("east")).isTrue();
			assertThat(counts(scene, "east").consecutiveFailures()).isEqualTo(12);
		}
	}

	@Test
	@DisplayName("39: the rate alone does not isolate")
	void rateAloneDoesNotIsolate() {
		try (RedisScene scene = scene(rate(0.5, 10))) {
			for (int i = 0; i < 9; i++) {
				fail(scene, "east");
			}

			assertThat(scene.isHealthy("east")).isTrue();
		}
	}

	@Test
	@DisplayName("40: no count needed: the rate alone isolates")
	void rateIsolatesWithoutCount() {
		try (RedisScene scene = scene(rate(0.5, 0))) {
			succeed(scene);
			succeed(scene);
			fail(scene, "east");
			assertThat(scene.isHealthy("east")).isTrue();

			fail(scene, "east");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
		}
	}

	@Test
	@DisplayName("40: no rate needed: the count alone isolates; no rule at all: nothing does")
	void countIsolatesWithoutRate() {
		try (RedisScene scene = scene((rules) -> rules.withFailureRate(null).withConsecutiveFailures(5));
				RedisScene without = scene((rules) -> rules.withFailureRate(null).withConsecutiveFailures(null))) {
			for (int i = 0; i < 4; i++) {
				fail(scene, "east");
				fail(without, "east");
			}
			assertThat(scene.isHealthy("east")).isTrue();

			fail(scene, "east");
			fail(without, "east");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
			assertThat(without.isHealthy("east")).isTrue();
		}
	}

	@Test
	@DisplayName("41: the window forgets")
	void windowForgets() {
		Duration window = Duration.ofMillis(400);
		try (RedisScene scene = scene((rules) -> rate(0.5, 10).apply(rules).withWindow(window))) {
			for (int i = 0; i < 9; i++) {
				fail(scene, "east");
			}
			CompletableFuture<Void> later = new CompletableFuture<>();
			scene.time.schedule(() -> later.complete(null), window.multipliedBy(3).dividedBy(2));
			later.join();

			fail(scene, "east");

			assertThat(counts(scene, "east").consecutiveFailures()).isEqualTo(10);
			assertThat(scene.isHealthy("east")).isTrue();
		}
	}

	@Test
	@DisplayName("42: only failures of the database count")
	void onlyFailuresOfTheDatabaseCount() {
		try (RedisScene scene = scene((rules) -> rules.withConsecutiveFailures(1))) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("text", "no list");

			assertThatThrownBy(() -> template.opsForList().leftPush("text", "a")).hasStackTraceContaining("WRONGTYPE");
			assertThatThrownBy(() -> scene.databases().router().run(Repetition.HARMLESS, (database) -> {
				throw new IllegalStateException("a bug of the application");
			})).hasMessage("a bug of the application");

			assertThat(counts(scene, "east").failures()).isZero();
			assertThat(scene.isHealthy("east")).isTrue();
			fail(scene, "east");
			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
		}
	}

	@Test
	@DisplayName("44: counting begins anew when the database is restored")
	void countingBeginsAnewWhenRestored() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			fail(scene, "east");
			fail(scene, "east");
			scene.databases().pool().isolate("east", "by hand");
			scene.databases().pool().restore("east", "by hand");

			fail(scene, "east");
			fail(scene, "east");
			assertThat(scene.isHealthy("east")).isTrue();
			fail(scene, "east");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
		}
	}

	@Test
	@DisplayName("45: results from before an isolation are ignored")
	void resultsFromBeforeAnIsolationAreIgnored() {
		CountDownLatch begun = new CountDownLatch(3);
		CompletableFuture<Void> late = new CompletableFuture<>();
		List<CompletableFuture<Object>> old = new ArrayList<>();
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			for (int i = 0; i < 3; i++) {
				old.add(scene.databases().router().runLater(Repetition.HARMFUL, (database) -> {
					begun.countDown();
					return late.thenApply((nothing) -> {
						throw failure();
					});
				}));
			}
			assertThat(begun.getCount()).isZero();
			scene.databases().pool().isolate("east", "by hand");
			scene.databases().pool().restore("east", "by hand");

			late.complete(null);
			old.forEach((answer) -> assertThatThrownBy(answer::join).hasRootCauseMessage("cut"));

			assertThat(counts(scene, "east").consecutiveFailures()).isZero();
			assertThat(scene.isHealthy("east")).isTrue();
		}
	}

	@Test
	@DisplayName("46: each attempt counts; a database that lives gets a second one before another is tried")
	void eachAttemptCounts() {
		List<String> tried = new ArrayList<>();
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			scene.awaitCalm("east");

			String answer = scene.databases().router().run(Repetition.HARMLESS, (database) -> {
				tried.add(database.name());
				if (database.name().equals("east")) {
					throw failure();
				}
				return "from " + database.name();
			});

			assertThat(answer).isEqualTo("from west");
			assertThat(tried).containsExactly("east", "east", "west");
			assertThat(counts(scene, "east").failures()).isEqualTo(2);
			assertThat(counts(scene, "west").successes()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("47: each database has counts of its own")
	void eachDatabaseHasCountsOfItsOwn() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			fail(scene, "east");
			fail(scene, "east");
			fail(scene, "west");
			fail(scene, "west");
			assertThat(scene.databases().all()).allMatch(DatabaseState::isHealthy);

			fail(scene, "west");

			assertThat(scene.health("west")).isEqualTo(HealthState.ISOLATED);
			assertThat(scene.isHealthy("east")).isTrue();
			assertThat(scene.selected()).isEqualTo("east");
		}
	}

	@Test
	@DisplayName("48: listeners and detectors that throw harm nobody")
	void throwersHarmNobody() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			List<String> told = new ArrayList<>();
			scene.databases().onSwitch((event) -> {
				throw new IllegalStateException("a listener that throws");
			});
			scene.databases().onSwitch((event) -> told.add(event.to()));
			scene.databases().addFailureDetector((database, failure) -> {
				throw new IllegalStateException("a detector that throws");
			});
			scene.databases().addFailureDetector((database, failure) -> database.name().equals("east"));

			failOnce(scene, "east");

			scene.awaitSelected("west");
			RedisScene.await().until(() -> List.of("west").equals(told));
			scene.template().opsForValue().set("key", "value");
		}
	}

	@Test
	@DisplayName("49: a detector that is added at run time counts, until it is taken away")
	void detectorAddedAtRunTimeCounts() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("text", "no list");
			Subscription added = scene.databases()
				.addFailureDetector((database, failure) -> failure.toString().contains("WRONGTYPE")
						|| String.valueOf(failure.getCause()).contains("WRONGTYPE"));

			assertThatThrownBy(() -> template.opsForList().leftPush("text", "a")).hasStackTraceContaining("WRONGTYPE");
			scene.awaitSelected("west");
			added.close();
			template.opsForValue().set("text", "no list");
			assertThatThrownBy(() -> template.opsForList().leftPush("text", "a")).hasStackTraceContaining("WRONGTYPE");

			assertThat(scene.health("east")).isEqualTo(HealthState.ISOLATED);
			assertThat(scene.isHealthy("west")).isTrue();
		}
	}

	@Test
	@DisplayName("49: a detector is told of commands whose answers come later, too")
	void detectorIsToldOfLateFailures() {
		try (RedisScene scene = scene(UnaryOperator.identity())) {
			scene.databases().addFailureDetector((database, failure) -> failure instanceof IllegalStateException);

			CompletableFuture<String> answer = scene.databases()
				.router()
				.runLater(Repetition.HARMLESS, (database) -> Background.supply(() -> {
					throw new IllegalStateException("late");
				}));

			assertThatThrownBy(answer::join).hasStackTraceContaining("late");
			scene.awaitHealth("east", HealthState.ISOLATED);
		}
	}

	/**
	 * What is isolated stays so, and only commands isolate: a server that stands still
	 * for a moment answers the look.
	 */
	private RedisScene scene(UnaryOperator<IsolationRules> isolation) {
		Duration forLong = Duration.ofMinutes(1);
		return new RedisScene(driver,
				(rules) -> rules
					.withIsolation(
							isolation.apply(rules.isolation().withStuckAfter(null).withDuration(forLong, forLong)))
					.withLook(Duration.ofSeconds(10)))
			.with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

	private static UnaryOperator<IsolationRules> rate(double rate, int minFailures) {
		return (rules) -> rules.withConsecutiveFailures(null)
			.withFailureRate(new FailureRate(new Ratio(rate), 1, minFailures))
			.withWindow(Duration.ofMinutes(1));
	}

	private static Counts counts(RedisScene scene, String name) {
		return scene.databases().find(name).orElseThrow().snapshot().counts();
	}

	private static void succeed(RedisScene scene) {
		assertThat(scene.template().hasKey("none")).isFalse();
	}

	/**
	 * By name, for it need not be the selected one. Counts once: for a second after this
	 * process has stood still none does.
	 */
	private static void fail(RedisScene scene, String name) {
		int before = counts(scene, name).consecutiveFailures();
		RedisScene.await().until(() -> {
			failOnce(scene, name);
			return counts(scene, name).consecutiveFailures() > before;
		});
	}

	private static void failOnce(RedisScene scene, String name) {
		assertThatThrownBy(() -> scene.databases().router().runOn(scene.database(name), (database) -> {
			throw failure();
		})).isInstanceOf(RedisConnectionFailureException.class);
	}

	/** Nobody knows whether the command was carried out. */
	private static RedisConnectionFailureException failure() {
		return new RedisConnectionFailureException("cut", new IOException("cut"));
	}

}
