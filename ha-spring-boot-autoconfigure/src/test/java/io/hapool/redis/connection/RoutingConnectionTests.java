package io.hapool.redis.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.hapool.Background;
import io.hapool.redis.Database;
import io.hapool.redis.PlainDatabaseClient;
import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.SwitchableRouter;
import io.lettuce.core.RedisException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisConnectionUtils;
import org.springframework.data.redis.core.ScanOptions;

import static io.hapool.redis.connection.BroadCommands.b;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource
class RoutingConnectionTests {

	private static RedisServerProcess eastServer;

	private static RedisServerProcess westServer;

	private final Database east;

	private final Database west;

	private final SwitchableRouter router;

	private final RoutingRedisConnectionFactory factory;

	RoutingConnectionTests(Driver driver) {
		this.east = PlainDatabaseClient.standalone("east", driver, eastServer);
		this.west = PlainDatabaseClient.standalone("west", driver, westServer);
		this.router = new SwitchableRouter(east, west);
		this.factory = new RoutingRedisConnectionFactory(router, () -> List.of(east, west));
		mark(eastServer, "east");
		mark(westServer, "west");
	}

	@BeforeAll
	static void start() {
		eastServer = RedisServerProcess.start();
		westServer = RedisServerProcess.start();
	}

	@AfterAll
	static void stop() {
		eastServer.close();
		westServer.close();
	}

	@AfterEach
	void nothingLeaks() {
		assertThat(PlainDatabaseClient.of(east).open()).as("connections to east that are open").isZero();
		assertThat(PlainDatabaseClient.of(west).open()).as("connections to west that are open").isZero();
		east.client().close();
		west.client().close();
		await().until(() -> eastServer.clients().isEmpty() && westServer.clients().isEmpty());
	}

	@Test
	void eachCommandGoesToTheSelectedDatabase() {
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(where(connection)).isEqualTo("east");
			router.select(west);
			assertThat(where(connection)).isEqualTo("west");
			assertThat(PlainDatabaseClient.of(east).open()).isZero();
			router.select(east);
			assertThat(where(connection)).isEqualTo("east");
		}
	}

	@Test
	void opensNothingBeforeACommandAndOneForMany() {
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(PlainDatabaseClient.of(east).opened()).isZero();

			where(connection);
			where(connection);

			assertThat(PlainDatabaseClient.of(east).opened()).isOne();
		}
	}

	@Test
	void pipelineStaysWhereItsFirstCommandWent() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.openPipeline();
			router.select(west);
			connection.stringCommands().get(b("where"));
			router.select(east);
			connection.stringCommands().get(b("where"));

			assertThat(Readable.of(connection.closePipeline())).isEqualTo("[\"west\", \"west\"]");
			assertThat(where(connection)).isEqualTo("east");
		}
	}

	@Test
	void number91EmptyPipelineBorrowsNothing() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.openPipeline();

			assertThat(connection.isPipelined()).isTrue();
			assertThat(connection.closePipeline()).isEmpty();
			assertThat(connection.isPipelined()).isFalse();
			assertThat(PlainDatabaseClient.of(east).opened()).isZero();
		}
	}

	@Test
	void transactionStaysUntilItIsExecuted() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.multi();
			router.select(west);
			connection.stringCommands().get(b("where"));

			assertThat(connection.isQueueing()).isTrue();
			router.select(east);
			assertThat(Readable.of(connection.exec())).isEqualTo("[\"east\"]");
			assertThat(connection.isQueueing()).isFalse();
			router.select(west);
			assertThat(where(connection)).isEqualTo("west");
		}
	}

	@Test
	void discardEndsTheTransaction() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.multi();
			router.select(west);
			connection.discard();

			assertThat(where(connection)).isEqualTo("west");
		}
	}

	@Test
	void watchStaysUntilItIsTakenBack() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.watch(b("where"));
			router.select(west);

			assertThat(where(connection)).isEqualTo("east");
			connection.unwatch();
			assertThat(where(connection)).isEqualTo("west");
		}
	}

	@Test
	void watchOutlivesNoConnection() {
		try (RedisConnection connection = factory.getConnection()) {
			connection.watch(b("where"));
		}

		try (RedisConnection connection = factory.getConnection(); Jedis jedis = eastServer.connect()) {
			jedis.set("where", "elsewhere");
			connection.multi();
			connection.stringCommands().get(b("where"));
			assertThat(Readable.of(connection.exec())).isEqualTo("[\"elsewhere\"]");
		}
	}

	@Test
	void nativeConnectionStays() {
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(connection.getNativeConnection()).isNotNull();
			router.select(west);

			assertThat(where(connection)).isEqualTo("east");
		}
	}

	@Test
	void connectionBoundToTheThreadStays() {
		RedisConnection connection = RedisConnectionUtils.bindConnection(factory);
		try {
			assertThat(where(connection)).isEqualTo("east");
			router.select(west);
			assertThat(where(connection)).isEqualTo("east");
			assertThat(connection.listCommands().bLPop(1, b("none"))).isNullOrEmpty();
			assertThat(PlainDatabaseClient.of(east).waits()).hasSize(1);
		}
		finally {
			RedisConnectionUtils.unbindConnection(factory);
		}
	}

	@Test
	void firstCommandOfABoundConnectionMayMoveOn() {
		RedisConnection connection = RedisConnectionUtils.bindConnection(factory);
		try {
			router.cuts.set(1);
			assertThat(where(connection)).isEqualTo("west");
			router.select(east);
			assertThat(where(connection)).isEqualTo("west");
		}
		finally {
			RedisConnectionUtils.unbindConnection(factory);
		}
	}

	@Test
	void cursorStaysOnAConnectionOfItsOwn() {
		fill(eastServer, 1000);
		try (RedisConnection connection = factory.getConnection()) {
			Cursor<byte[]> cursor = connection.keyCommands().scan(ScanOptions.scanOptions().count(10).build());
			router.select(west);

			assertThat(cursor.stream().map(Readable::of).distinct().count()).isEqualTo(1001);
			assertThat(where(connection)).isEqualTo("west");
			cursor.close();
			assertThat(cursor.isClosed()).isTrue();
			assertThat(where(connection)).isEqualTo("west");
		}
	}

	@Test
	void popWaitsLongerThanTheCommandTimeout() {
		try (RedisConnection connection = factory.getConnection()) {
			List<byte[]> nothing = connection.listCommands().bLPop(2, b("none"));

			assertThat(nothing).isNullOrEmpty();
			assertThat(PlainDatabaseClient.of(east).waits()).containsExactly(Duration.ofSeconds(2));
			assertThat(router.waits).hasValue(1);
		}
	}

	@Test
	void popGetsWhatIsPushedMeanwhile() throws Exception {
		try (RedisConnection connection = factory.getConnection(); Jedis jedis = eastServer.connect()) {
			CompletableFuture<String> popped = Background
				.supply(() -> Readable.of(connection.listCommands().bLPop(10, b("queue"))));
			await().until(() -> eastServer.info("clients").contains("blocked_clients:1"));
			jedis.rpush("queue", "job");

			assertThat(popped.get(5, TimeUnit.SECONDS)).isEqualTo("[\"queue\", \"job\"]");
		}
	}

	@Test
	void failedAttemptClosesItsConnectionAndMovesOn() {
		try (RedisConnection connection = factory.getConnection()) {
			router.cuts.set(1);
			assertThat(where(connection)).isEqualTo("west");

			router.select(east);
			router.cuts.set(1);
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> connection.stringCommands().incr(b("n")));
			try (Jedis jedis = westServer.connect()) {
				assertThat(jedis.get("n")).isNull();
			}
		}
	}

	@Test
	void errorReplyReachesTheCallerAndClosesTheConnection() {
		try (RedisConnection connection = factory.getConnection()) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> connection.listCommands().lPush(b("where"), b("x")))
				.matches((ex) -> ex.getClass().getName().startsWith("org.springframework"));
			assertThat(where(connection)).isEqualTo("east");
			assertThat(PlainDatabaseClient.of(east).opened()).isEqualTo(2);
			assertThat(PlainDatabaseClient.of(east).open()).isOne();
		}
	}

	@Test
	void closedConnectionCarriesOutNothing() {
		RedisConnection connection = factory.getConnection();
		where(connection);
		connection.close();
		connection.close();

		assertThat(connection.isClosed()).isTrue();
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> where(connection))
			.withMessage("Connection is closed");
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(connection::openPipeline);
	}

	@Test
	void standaloneDatabaseHasNoClusterConnection() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(factory::getClusterConnection)
			.withMessageContaining("Selected database: east (expected: a cluster)")
			.withMessageContaining("ha.redis.databases.east.cluster.nodes");
	}

	@Test
	void facetsAreThemselves() {
		try (RedisConnection connection = factory.getConnection()) {
			Object strings = connection.stringCommands();

			assertThat(strings).isEqualTo(connection.stringCommands()).hasSameHashCodeAs(connection.stringCommands());
			assertThat(strings).isNotEqualTo(factory.getConnection().stringCommands());
			assertThat(strings).hasToString("RedisStringCommands to the selected database");
			connection.watch(b("where"));
			assertThat(strings).hasToString("RedisStringCommands to east");
		}
	}

	@Test
	void translatesAsTheMembersDo() {
		assertThat(factory.getConvertPipelineAndTxResults()).isTrue();
		assertThat(factory.translateExceptionIfPossible(new IllegalStateException("no failure of Redis"))).isNull();
		assertThat(factory.translateExceptionIfPossible(new RedisException("failed")) != null
				|| factory.translateExceptionIfPossible(new JedisException("failed")) != null)
			.isTrue();
	}

	static @Nullable String where(RedisConnection connection) {
		byte[] answer = connection.stringCommands().get(b("where"));
		return (answer != null) ? new String(answer, StandardCharsets.UTF_8) : null;
	}

	private static void mark(RedisServerProcess server, String name) {
		try (Jedis jedis = server.connect()) {
			jedis.flushAll();
			jedis.set("where", name);
		}
	}

	private static void fill(RedisServerProcess server, int keys) {
		try (Jedis jedis = server.connect()) {
			for (int i = 0; i < keys; i++) {
				jedis.set("key-" + i, "value");
			}
		}
	}

}
