package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pipelines and transactions over a template when one of the databases is several
 * servers.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
class DeploymentUnitTests {

	private final AtomicInteger runs = new AtomicInteger();

	private final RedisDriver driver;

	DeploymentUnitTests(RedisDriver driver) {
		this.driver = driver;
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 4 })
	void pipelineSurvivesTheLossOfTheMasterThatSentinelNames(int killed) {
		try (Sentinels east = Sentinels.start();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = start(east.target(), RedisDriver.standalone(west.port()))) {
			List<?> results = pipeline(scene.template(), (step) -> {
				if (runs.get() == 1 && step > 0 && step == killed - 1) {
					east.master().freeze(); // what is sent from now on has no answer
				}
				if (step == killed && runs.get() == 1) {
					east.master().kill();
					scene.awaitCalm("west");
				}
			});

			assertThat(results).hasSize(4);
			assertThat(west.keys()).hasSize(4);
			assertThat(runs).hasValue((killed == 0) ? 1 : 2);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 4 })
	void transactionSurvivesTheLossOfTheMasterThatSentinelNames(int killed) {
		try (Sentinels east = Sentinels.start();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = start(east.target(), RedisDriver.standalone(west.port()))) {
			List<?> results = increment(scene.template(), (step) -> {
				if (step == killed && runs.get() == 1) {
					east.master().kill();
					scene.awaitCalm("west");
				}
			});

			assertThat(results).hasSize(2);
			assertThat(read(west, "n")).contains("1");
			assertThat(read(west, "log")).contains("n=1");
			assertThat(runs).hasValue((killed == 0) ? 1 : 2);
		}
	}

	@Test
	void transactionSurvivesTheSwitchFromAndToSentinels() {
		try (Sentinels east = Sentinels.start();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = start(east.target(), RedisDriver.standalone(west.port()))) {
			for (String next : List.of("west", "east")) {
				runs.set(0);
				increment(scene.template(), (step) -> {
					if (step == 3 && runs.get() == 1) {
						scene.databases().force(next, Duration.ofMinutes(1), "test");
					}
				});
				assertThat(runs).hasValue(2);
			}

			assertThat(read(west, "n")).contains("1");
			assertThat(read(east.master(), "n")).contains("1");
		}
	}

	@Test
	void clusterAnswersPipelinesAndTransactionsAsItDoesAlone() {
		try (RedisServerProcess east = RedisServerProcess.startCluster();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = start(RedisDriver.cluster(east), RedisDriver.standalone(west.port()))) {
			StringRedisTemplate template = scene.template();
			StringRedisTemplate plain = new StringRedisTemplate(scene.database("east").client().connections());

			for (Work work : List.<Work>of((any) -> increment(any, Hook.NONE), this::transaction,
					(any) -> pipeline(any, Hook.NONE), this::pipelinedSession)) {
				String expected = outcome(() -> work.on(plain));
				runs.set(0);
				assertThat(outcome(() -> work.on(template))).isEqualTo(expected);
				assertThat(runs).hasValue(1);
			}

			assertThat(scene.switched).isEmpty();
			assertThat(west.keys()).isEmpty();
			east.kill();
			scene.awaitSelected("west");
			runs.set(0);
			assertThat(increment(template, Hook.NONE)).hasSize(2);
			assertThat(pipeline(template, Hook.NONE)).hasSize(4);
			assertThat(runs).hasValue(2);
		}
	}

	/** The answers, or the error. */
	private static String outcome(Supplier<List<?>> work) {
		try {
			return work.get().toString();
		}
		catch (DataAccessException ex) {
			return ex.toString();
		}
	}

	private RedisScene start(RedisConfiguration east, RedisConfiguration west) {
		RedisScene scene = new RedisScene(driver);
		return scene.with(scene.define("east", 1, east, scene.ping()))
			.with(scene.define("west", 0.5, west, scene.ping()))
			.start();
	}

	/** Each command is one that leaves the same behind when it runs twice. */
	private List<@Nullable Object> pipeline(StringRedisTemplate template, Hook hook) {
		return template.executePipelined((RedisCallback<?>) (connection) -> {
			runs.incrementAndGet();
			for (int i = 0; i < 4; i++) {
				hook.before(i);
				connection.stringCommands().set(bytes("key-" + i), bytes("value"));
			}
			hook.before(4);
			return null;
		});
	}

	private List<@Nullable Object> pipelinedSession(StringRedisTemplate template) {
		return template.executePipelined(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			operations.opsForValue().set("piped", "value");
			return null;
		}));
	}

	private List<Object> transaction(StringRedisTemplate template) {
		return template.execute(Session.ofStrings((operations) -> {
			runs.incrementAndGet();
			operations.multi();
			operations.opsForValue().set("n", "1");
			return operations.exec();
		}));
	}

	/** Increments {@code n} if nobody else has meanwhile, and logs it. */
	private List<Object> increment(StringRedisTemplate template, Hook hook) {
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

	private static Optional<String> read(RedisServerProcess server, String key) {
		try (Jedis jedis = server.connect()) {
			return Optional.ofNullable(jedis.get(key));
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@FunctionalInterface
	private interface Hook {

		Hook NONE = (step) -> {
		};

		void before(int step);

	}

	@FunctionalInterface
	private interface Work {

		List<?> on(StringRedisTemplate template);

	}

	/** A master, and who knows it. */
	private record Sentinels(RedisServerProcess master, RedisServerProcess sentinel) implements AutoCloseable {

		static Sentinels start() {
			RedisServerProcess master = RedisServerProcess.start();
			try {
				return new Sentinels(master, RedisServerProcess.startSentinelOf(master));
			}
			catch (RuntimeException ex) {
				master.close();
				throw ex;
			}
		}

		RedisConfiguration target() {
			return RedisDriver.sentinel(sentinel);
		}

		@Override
		public void close() {
			sentinel.close();
			master.close();
		}

	}

}
