package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.pool.Outcome;
import io.hapool.redis.connection.TransactionMovedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Items 89 to 99 of the acceptance list: pipelines and transactions over a template. */
@ParameterizedClass
@EnumSource
class UnitOfWorkTests {

	private static RedisServers servers;

	private final RedisScene scene;

	private final StringRedisTemplate template;

	private final AtomicInteger runs = new AtomicInteger();

	UnitOfWorkTests(RedisDriver driver) {
		servers.reset();
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		this.template = scene.template();
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@BeforeEach
	void select() {
		assertThat(scene.selected()).isEqualTo("east");
		scene.databases().force("east", Duration.ofMinutes(1), "test");
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@Test
	void number89PipelineGoesToTheOneThatIsSelectedWhenItIsExecuted() {
		scene.databases().force("west", Duration.ofMinutes(1), "test");

		List<?> results = pipeline(4, (step) -> {
		});

		assertThat(results).hasSize(4);
		assertThat(servers.get("west").keys()).hasSize(4);
		assertThat(servers.get("east").keys()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 4 })
	void number90PipelineSurvivesTheLossOfItsDatabase(int killed) {
		List<?> results = pipeline(4, (step) -> {
			if (runs.get() == 1 && step > 0 && step == killed - 1) {
				servers.freeze("east"); // what is sent from now on has no answer
			}
			if (runs.get() == 1 && step == killed) {
				servers.kill("east");
			}
		});

		assertThat(results).hasSize(4);
		assertThat(servers.get("west").keys()).hasSize(4);
		assertThat(runs).hasValue(killed == 0 ? 1 : 2);
	}

	@Test
	void pipelineIsNotSplitByASwitch() {
		List<?> results = pipeline(4, (step) -> {
			if (step == 2) {
				scene.databases().force("west", Duration.ofMinutes(1), "test");
			}
		});

		assertThat(results).hasSize(4);
		assertThat(servers.get("east").keys()).hasSize(4);
		assertThat(servers.get("west").keys()).isEmpty();
	}

	@Test
	void pipelineThatCountsIsNotRunAgainWhenNobodyKnowsWhatBecameOfIt() {
		assertThatThrownBy(() -> template.executePipelined((RedisCallback<?>) (connection) -> {
			runs.incrementAndGet();
			connection.stringCommands().get(bytes("n"));
			servers.freeze("east");
			connection.stringCommands().incr(bytes("n"));
			servers.kill("east");
			return null;
		})).matches(
				(failure) -> scene.database("east").client().classifier().classify(failure) == Outcome.MAYBE_APPLIED);

		assertThat(runs).hasValue(1);
		assertThat(servers.get("west").keys()).isEmpty();
	}

	@Test
	void pipelineWithAnErrorReplyIsNotRunAgain() {
		template.opsForValue().set("text", "none");

		assertThatThrownBy(() -> template.executePipelined((RedisCallback<?>) (connection) -> {
			runs.incrementAndGet();
			connection.stringCommands().incr(bytes("text"));
			return null;
		})).isInstanceOf(DataAccessException.class);

		assertThat(runs).hasValue(1);
		assertThat(scene.selected()).isEqualTo("east");
	}

	@Test
	void number92ConnectionsAreReturned() {
		for (int i = 0; i < 3 * RedisDriver.POOL_SIZE; i++) {
			pipeline(1, (step) -> {
			});
			increment((step) -> {
			});
			assertThatThrownBy(() -> template.execute(Session.ofStrings((operations) -> {
				operations.watch("n");
				throw new IllegalStateException("the caller's own");
			}))).hasMessage("the caller's own");
		}

		assertThat(runs).hasValue(6 * RedisDriver.POOL_SIZE);
	}

	@Test
	void number93PipelineThatIsClosedAgainIsEmpty() {
		try (RedisConnection connection = scene.connections().getConnection()) {
			connection.openPipeline();
			connection.stringCommands().incr(bytes("n"));

			assertThat(connection.closePipeline()).containsExactly(1L);
			assertThat(connection.closePipeline()).isEmpty();
			assertThat(servers.read("east", "n")).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4 })
	void number94TransactionIsRunAgainWhenItsDatabaseIsLost(int killed) {
		increment((step) -> {
			if (step == killed && runs.get() == 1) {
				servers.kill("east");
			}
		});

		assertThat(servers.read("west", "n")).isEqualTo("1");
		assertThat(servers.read("west", "log")).isEqualTo("n=1");
		assertThat(runs).hasValue(killed == 0 ? 1 : 2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void number95SwitchInMidTransactionAbortsItAndItRunsAgainWhole(int switched) {
		increment((step) -> {
			if (step == switched && runs.get() == 1) {
				scene.databases().force("west", Duration.ofMinutes(1), "test");
			}
		});

		assertThat(runs).hasValue(2);
		assertThat(servers.get("east").keys()).isEmpty();
		assertThat(servers.read("west", "n")).isEqualTo("1");
		assertThat(servers.read("west", "log")).isEqualTo("n=1");
	}

	@Test
	void number95SwitchInMidTransactionSurfacesBelowTheTemplate() {
		try (RedisConnection connection = scene.connections().getConnection()) {
			connection.watch(bytes("n"));
			connection.multi();
			connection.stringCommands().set(bytes("n"), bytes("1"));
			scene.databases().force("west", Duration.ofMinutes(1), "test");

			assertThatThrownBy(connection::exec).isInstanceOf(TransactionMovedException.class)
				.hasMessageContaining("database east discarded: west");

			assertThat(connection.isQueueing()).isFalse();
			connection.stringCommands().set(bytes("n"), bytes("2"));
		}
		assertThat(servers.get("east").keys()).isEmpty();
		assertThat(servers.read("west", "n")).isEqualTo("2");
	}

	@Test
	void writeOutsideOfTheTransactionIsNotRunTwice() {
		assertThatThrownBy(() -> template.execute(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			operations.opsForValue().increment("n");
			servers.kill("east");
			return operations.opsForValue().get("n");
		}))).isInstanceOf(DataAccessException.class);

		assertThat(runs).hasValue(1);
	}

	@Test
	void failureOfTheCallerIsNotRunAgain() {
		assertThatThrownBy(() -> template.execute(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			operations.opsForValue().get("n");
			throw new IllegalStateException("the caller's own");
		}))).hasMessage("the caller's own");

		assertThat(runs).hasValue(1);
	}

	@Test
	void number96FailedExecPoisonsNothing() {
		assertThatThrownBy(() -> template.execute(Session.ofStrings((operations) -> {
			operations.multi();
			operations.opsForValue().set("text", "none");
			operations.opsForValue().increment("text");
			return operations.exec();
		}))).isInstanceOf(DataAccessException.class);

		increment((step) -> {
		});
		assertThat(servers.read("east", "n")).isEqualTo("1");
		assertThat(scene.selected()).isEqualTo("east");
	}

	@Test
	void number97ServerRejectionSurfaces() {
		configure("maxmemory", "1");
		try {
			assertThatThrownBy(() -> template.execute(Session.ofStrings((operations) -> {
				runs.incrementAndGet();
				operations.multi();
				operations.opsForValue().set("n", "1");
				return operations.exec();
			}))).isInstanceOf(DataAccessException.class).hasStackTraceContaining("EXECABORT");
		}
		finally {
			configure("maxmemory", "0");
		}
		assertThat(runs).hasValue(1);
		assertThat(scene.selected()).isEqualTo("east");
	}

	@Test
	void number98TransactionWhoseKeyHasChangedHasNoResults() {
		try (RedisConnection connection = scene.connections().getConnection();
				Jedis other = servers.get("east").connect()) {
			connection.watch(bytes("n"));
			other.set("n", "5");
			connection.multi();
			connection.stringCommands().set(bytes("n"), bytes("1"));

			assertThat(connection.exec()).isNull();
		}
		assertThat(servers.read("east", "n")).isEqualTo("5");
	}

	@Test
	void number99TransactionsOfManyThreadsCountEachOnce() throws Exception {
		int threads = RedisDriver.POOL_SIZE;
		int each = 50;
		RedisScene.join(RedisScene.run(threads, () -> {
			for (int done = 0; done < each;) {
				done += increment((step) -> {
				}).isEmpty() ? 0 : 1;
			}
		}));

		assertThat(servers.read("east", "n")).isEqualTo(Integer.toString(threads * each));
	}

	/** Each command is one that leaves the same behind when it runs twice. */
	private List<@Nullable Object> pipeline(int commands, Hook hook) {
		return template.executePipelined((RedisCallback<?>) (connection) -> {
			runs.incrementAndGet();
			for (int i = 0; i < commands; i++) {
				hook.before(i);
				connection.stringCommands().set(bytes("key-" + i), bytes("value"));
			}
			hook.before(commands);
			return null;
		});
	}

	/** Increments {@code n} if nobody else has meanwhile, and logs it. */
	private List<Object> increment(Hook hook) {
		return template.execute(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			hook.before(0);
			operations.watch("n");
			hook.before(1);
			String before = operations.opsForValue().get("n");
			hook.before(2);
			operations.multi();
			String after = Integer.toString((before != null) ? Integer.parseInt(before) + 1 : 1);
			operations.opsForValue().set("n", after);
			hook.before(3);
			operations.opsForValue().set("log", "n=" + after);
			hook.before(4);
			return operations.exec();
		}));
	}

	private static void configure(String parameter, String value) {
		try (Jedis jedis = servers.get("east").connect()) {
			jedis.configSet(parameter, value);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@FunctionalInterface
	private interface Hook {

		void before(int step);

	}

}
