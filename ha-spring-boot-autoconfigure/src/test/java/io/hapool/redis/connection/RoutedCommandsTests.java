package io.hapool.redis.connection;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

import io.hapool.redis.Database;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.PlainDatabaseClient;
import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.SwitchableRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ScanOptions;

import static io.hapool.redis.connection.BroadCommands.b;
import static org.assertj.core.api.Assertions.assertThat;

/** Commands over the router answer as over the factory of the driver alone. */
class RoutedCommandsTests {

	private static RedisServerProcess server;

	@BeforeAll
	static void start() {
		server = RedisServerProcess.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void singleCommands(Driver driver) {
		BroadCommands commands = new BroadCommands();

		compare(driver, (connection, again) -> commands.on(connection));
	}

	@ParameterizedTest
	@EnumSource
	void pipelines(Driver driver) {
		compare(driver, (connection, again) -> {
			connection.openPipeline();
			List<@Nullable Object> queued = Arrays.asList(connection.isPipelined(),
					connection.stringCommands().set(b("k"), b("v")), connection.stringCommands().get(b("k")),
					connection.listCommands().lPush(b("l"), b("a"), b("b")), connection.commands().lLen(b("l")));
			return Arrays.asList(queued, connection.closePipeline(), connection.isPipelined(),
					connection.stringCommands().get(b("k")), connection.closePipeline());
		});
	}

	@ParameterizedTest
	@EnumSource
	void pipelinesWithErrors(Driver driver) {
		compare(driver, (connection, again) -> {
			connection.openPipeline();
			connection.stringCommands().set(b("k"), b("v"));
			connection.listCommands().lPush(b("k"), b("a"));
			return failure(connection::closePipeline);
		});
	}

	@ParameterizedTest
	@EnumSource
	void transactions(Driver driver) {
		compare(driver, (connection, again) -> {
			connection.multi();
			List<@Nullable Object> queued = Arrays.asList(connection.isQueueing(),
					connection.stringCommands().set(b("k"), b("v")), connection.stringCommands().incr(b("n")));
			List<?> results = connection.exec();
			connection.multi();
			connection.stringCommands().incr(b("n"));
			connection.discard();
			return Arrays.asList(queued, results, connection.isQueueing(), connection.stringCommands().get(b("n")));
		});
	}

	@ParameterizedTest
	@EnumSource
	void transactionsInPipelines(Driver driver) {
		compare(driver, (connection, again) -> failure(() -> {
			connection.openPipeline();
			connection.multi();
			connection.stringCommands().incr(b("n"));
			Object executed = connection.exec();
			return Arrays.asList(executed, connection.closePipeline());
		}));
	}

	@ParameterizedTest
	@EnumSource
	void watchedTransactions(Driver driver) {
		compare(driver, (connection, other) -> {
			connection.watch(b("n"));
			byte[] before = connection.stringCommands().get(b("n"));
			connection.multi();
			connection.stringCommands().set(b("n"), b("1"));
			List<?> undisturbed = connection.exec();
			connection.watch(b("n"));
			other.stringCommands().set(b("n"), b("2"));
			connection.multi();
			connection.stringCommands().set(b("n"), b("3"));
			List<?> disturbed = connection.exec();
			connection.watch(b("n"));
			connection.unwatch();
			other.stringCommands().set(b("n"), b("4"));
			return Arrays.asList(before, undisturbed, disturbed, connection.stringCommands().get(b("n")));
		});
	}

	@ParameterizedTest
	@EnumSource
	void mistakes(Driver driver) {
		compare(driver, (connection, other) -> Arrays.asList(failure(connection::exec), failure(() -> {
			connection.discard();
			return "discarded";
		}), failure(() -> {
			connection.unwatch();
			return "unwatched";
		}), failure(() -> {
			connection.openPipeline();
			return connection.keyCommands().scan(ScanOptions.NONE);
		})));
	}

	private static void compare(Driver driver, BiFunction<RedisConnection, RedisConnection, @Nullable Object> test) {
		Database database = PlainDatabaseClient.standalone("east", driver, server);
		try (DatabaseClient client = database.client(); Jedis jedis = server.connect()) {
			SwitchableRouter router = new SwitchableRouter(database);

			jedis.flushAll();
			String plain = answers(((PlainDatabaseClient) client).plain(), test);
			jedis.flushAll();
			String routed = answers(new RoutingRedisConnectionFactory(router, () -> List.of(database)), test);

			assertThat(routed.split("(?=, \\w[^,]* -> )")).containsExactly(plain.split("(?=, \\w[^,]* -> )"));
			assertThat(PlainDatabaseClient.of(database).open()).isZero();
		}
	}

	private static String answers(RedisConnectionFactory factory,
			BiFunction<RedisConnection, RedisConnection, @Nullable Object> test) {
		try (RedisConnection connection = factory.getConnection(); RedisConnection other = factory.getConnection()) {
			return Readable.of(test.apply(connection, other));
		}
	}

	private static @Nullable Object failure(Callable<@Nullable Object> call) {
		try {
			return call.call();
		}
		catch (Exception ex) {
			return ex;
		}
	}

}
