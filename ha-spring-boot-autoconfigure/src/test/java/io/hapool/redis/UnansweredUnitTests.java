package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.hapool.Background;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisBusyException;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.script.RedisScript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Item 94 of the acceptance list, where the database of a transaction does not die but
 * stands still: what was sent is not answered, and may be carried out later.
 */
class UnansweredUnitTests {

	private static RedisServers servers;

	private final AtomicInteger runs = new AtomicInteger();

	private RedisScene scene;

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@BeforeEach
	void empty() {
		servers.reset();
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void execThatIsNotAnsweredIsNotRepeated(RedisDriver driver) {
		start(driver, RetryUnknown.IDEMPOTENT);

		try (Busy east = new Busy()) {
			assertThatThrownBy(() -> transaction(Step.EXEC, east::queue)).isInstanceOf(DataAccessException.class);
		}

		assertThat(runs).hasValue(1);
		assertThat(servers.get("west").keys()).isEmpty();
		assertThat(keysOfEastAfterAll()).containsExactlyInAnyOrder("first", "last");
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void execThatIsNotAnsweredIsRepeatedWhereTwiceDoesNotMatter(RedisDriver driver) {
		start(driver, RetryUnknown.ALWAYS);

		try (Busy east = new Busy()) {
			transaction(Step.EXEC, east::queue);
		}

		assertThat(runs).hasValue(2);
		assertThat(servers.get("west").keys()).containsExactlyInAnyOrder("first", "last");
		assertThat(keysOfEastAfterAll()).containsExactlyInAnyOrder("first", "last");
	}

	/** Jedis sends no EXEC before all before it has been answered. */
	@ParameterizedTest
	@CsvSource({ "LETTUCE, GET", "LETTUCE, MULTI", "JEDIS, GET", "JEDIS, EXEC" })
	void transactionBeginsAgainWhenAnEarlierStepIsNotAnswered(RedisDriver driver, Step frozen) {
		assertBeginsAgain(driver, frozen);
	}

	@ParameterizedTest
	@CsvSource({ "LETTUCE, WATCH", "JEDIS, WATCH", "JEDIS, MULTI", "JEDIS, LAST_WRITE" })
	@Tag("fault")
	void transactionBeginsAgainWhicheverEarlierStepIsNotAnswered(RedisDriver driver, Step frozen) {
		assertBeginsAgain(driver, frozen);
	}

	private void assertBeginsAgain(RedisDriver driver, Step frozen) {
		start(driver, RetryUnknown.IDEMPOTENT);

		transaction(frozen, (operations) -> servers.freeze("east"));

		assertThat(runs).hasValue(frozen == Step.WATCH ? 1 : 2);
		assertThat(servers.get("west").keys()).containsExactlyInAnyOrder("first", "last");
		assertThat(keysOfEastAfterAll()).isEmpty();
	}

	@Test
	void lettuceSendsExecThoughWhatIsQueuedIsNotAnswered() {
		start(RedisDriver.LETTUCE, RetryUnknown.IDEMPOTENT);

		assertThatThrownBy(() -> transaction(Step.LAST_WRITE, (operations) -> servers.freeze("east")))
			.isInstanceOf(DataAccessException.class);

		assertThat(runs).hasValue(1);
		assertThat(servers.get("west").keys()).isEmpty();
		assertThat(keysOfEastAfterAll()).containsExactlyInAnyOrder("first", "last");
	}

	@ParameterizedTest
	@EnumSource(RedisDriver.class)
	void writeBeforeATransactionIsNotRepeatedWhereTwiceDoesNotMatterEither(RedisDriver driver) {
		start(driver, RetryUnknown.ALWAYS);

		assertThatThrownBy(() -> transaction(Step.GET, (operations) -> {
			operations.opsForValue().increment("count");
			servers.kill("east");
		})).isInstanceOf(DataAccessException.class);

		assertThat(runs).hasValue(1);
		assertThat(servers.get("west").keys()).isEmpty();
	}

	private void start(RedisDriver driver, RetryUnknown retryUnknown) {
		scene = new RedisScene(driver, (rules) -> rules.withRetryUnknown(retryUnknown).withLook(Duration.ofMillis(100)))
			.with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		scene.databases().force("east", Duration.ofMinutes(1), "test");
	}

	private enum Step {

		WATCH, GET, MULTI, LAST_WRITE, EXEC

	}

	/** At its first run something happens before a step. */
	private void transaction(Step struck, Consumer<RedisOperations<String, String>> event) {
		scene.template().execute(Session.ofStrings((operations) -> {
			int run = runs.incrementAndGet();
			Consumer<Step> before = (step) -> {
				if (step == struck && run == 1) {
					event.accept(operations);
				}
			};
			before.accept(Step.WATCH);
			operations.watch("first");
			before.accept(Step.GET);
			operations.opsForValue().get("first");
			before.accept(Step.MULTI);
			operations.multi();
			operations.opsForValue().set("first", "value");
			before.accept(Step.LAST_WRITE);
			operations.opsForValue().set("last", "value");
			before.accept(Step.EXEC);
			return operations.exec();
		}));
	}

	/** Has the database be at a transaction until it is closed, and stand still then. */
	private static final class Busy implements AutoCloseable {

		private final Jedis jedis = servers.get("east").connect();

		private final CompletableFuture<Void> frozen;

		Busy() {
			jedis.configSet("lua-time-limit", "1");
			frozen = Background.run(() -> {
				RedisScene.await().until(this::isBusy);
				servers.freeze("east");
			});
		}

		/** A script without end. */
		void queue(RedisOperations<String, String> operations) {
			operations.execute(RedisScript.of("while true do end"), List.of());
		}

		private boolean isBusy() {
			try {
				return !"PONG".equals(jedis.ping());
			}
			catch (JedisBusyException ex) {
				return true;
			}
		}

		@Override
		public void close() {
			frozen.join();
			servers.thaw("east");
			jedis.scriptKill();
			RedisScene.await().until(() -> !isBusy());
			jedis.configSet("lua-time-limit", "5000");
			jedis.close();
		}

	}

	/** When it has carried out all that it was ever sent. */
	private Set<String> keysOfEastAfterAll() {
		scene.close();
		servers.thaw("east");
		RedisScene.await().until(() -> servers.get("east").clients().isEmpty());
		return servers.get("east").keys();
	}

}
