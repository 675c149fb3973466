package io.hapool.redis.reactive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.hapool.redis.Database;
import io.hapool.redis.PlainDatabaseClient;
import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.SwitchableRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import redis.clients.jedis.Jedis;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection.KeyCommand;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;

import static io.hapool.redis.reactive.BroadReactiveCommands.b;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

class RoutingReactiveConnectionTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static RedisServerProcess eastServer;

	private static RedisServerProcess westServer;

	private final Database east = PlainDatabaseClient.standalone("east", Driver.LETTUCE, eastServer);

	private final Database west = PlainDatabaseClient.standalone("west", Driver.LETTUCE, westServer);

	private final SwitchableRouter router = new SwitchableRouter(east, west);

	private final RoutingReactiveRedisConnectionFactory factory = new RoutingReactiveRedisConnectionFactory(router,
			() -> List.of(east, west));

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

	@BeforeEach
	void mark() {
		Map.of(eastServer, "east", westServer, "west").forEach((server, name) -> {
			try (Jedis jedis = server.connect()) {
				jedis.flushAll();
				jedis.set("where", name);
			}
		});
	}

	@AfterEach
	void close() {
		east.client().close();
		west.client().close();
		await().until(() -> eastServer.clients().isEmpty() && westServer.clients().isEmpty());
	}

	@Test
	void answersAsOverTheFactoryOfTheDriver() {
		BroadReactiveCommands commands = new BroadReactiveCommands();
		ReactiveRedisConnection plain = PlainDatabaseClient.of(east).reactive();
		List<String> expected = commands.on(plain);
		plain.close();
		mark();

		ReactiveRedisConnection routed = factory.getReactiveConnection();
		assertThat(commands.on(routed)).containsExactlyElementsOf(expected);
		routed.close();
	}

	@Test
	void eachElementOfAPublisherGoesToTheSelectedDatabase() {
		ReactiveRedisConnection connection = factory.getReactiveConnection();
		Flux<KeyCommand> commands = Flux.range(0, 4)
			.doOnNext((i) -> router.select((i % 2 == 0) ? east : west))
			.map((i) -> new KeyCommand(b("where")));

		StepVerifier
			.create(connection.stringCommands()
				.get(commands.concatMap((command) -> Flux.just(command).hide(), 0))
				.map((response) -> text(response.getOutput())), 1)
			.expectNextCount(1)
			.thenRequest(3)
			.expectNextCount(3)
			.expectComplete()
			.verify(SOON);
		assertThat(router.runs).hasValue(4);
		connection.close();
	}

	@Test
	void nextCommandGoesWhereTheSelectedDatabaseIs() {
		ReactiveRedisConnection connection = factory.getReactiveConnection();

		assertThat(where(connection)).isEqualTo("east");
		router.select(west);
		assertThat(where(connection)).isEqualTo("west");
		connection.close();
	}

	@Test
	void elementsAfterAFailureGoOnElsewhereAndNoneRunsTwice() {
		RedisServerProcess doomed = RedisServerProcess.start();
		Database fragile = PlainDatabaseClient.standalone("fragile", Driver.LETTUCE, doomed);
		SwitchableRouter moving = new SwitchableRouter(fragile, west);
		ReactiveRedisConnection connection = new RoutingReactiveRedisConnectionFactory(moving,
				() -> List.of(fragile, west))
			.getReactiveConnection();
		doomed.close();

		StepVerifier.create(connection.numberCommands().incr(Flux.range(0, 3).map((i) -> new KeyCommand(b("n")))))
			.expectNextCount(3)
			.expectComplete()
			.verify(SOON);

		assertThat(text(connection.stringCommands().get(b("n")).block(SOON))).isEqualTo("3");
		connection.close();
		fragile.client().close();
	}

	@Test
	void scanStaysWhereItBegan() {
		try (Jedis jedis = eastServer.connect()) {
			for (int i = 0; i < 500; i++) {
				jedis.set("key-" + i, "v");
			}
		}
		ReactiveRedisConnection connection = factory.getReactiveConnection();

		Flux<ByteBuffer> scan = connection.keyCommands()
			.scan(ScanOptions.scanOptions().count(10).build())
			.doOnNext((key) -> router.select(west));

		assertThat(scan.map(RoutingReactiveConnectionTests::text).distinct().count().block(SOON)).isEqualTo(501);
		assertThat(where(connection)).isEqualTo("west");
		connection.close();
	}

	@Test
	void cancellingEndsTheWait() {
		ReactiveRedisConnection connection = factory.getReactiveConnection();
		Disposable pop = connection.listCommands().blPop(List.of(b("none")), Duration.ofSeconds(30)).subscribe();
		await().until(() -> eastServer.info("clients").contains("blocked_clients:1"));

		pop.dispose();
		connection.close();

		await().until(() -> !eastServer.info("clients").contains("blocked_clients:1"));
	}

	@Test
	void closedConnectionCarriesOutNothing() {
		ReactiveRedisConnection connection = factory.getReactiveConnection();
		where(connection);
		connection.close();
		connection.close();

		assertThatIllegalStateException().isThrownBy(() -> where(connection))
			.withMessageContaining("Connection is closed");
	}

	@Test
	void templateWorks() {
		ReactiveStringRedisTemplate template = new ReactiveStringRedisTemplate(factory);

		assertThat(template.opsForValue().set("k", "v").block(SOON)).isTrue();
		assertThat(template.opsForValue().get("k").block(SOON)).isEqualTo("v");
		assertThat(template.opsForSet().add("s", "a", "b").block(SOON)).isEqualTo(2);
		assertThat(template.opsForSet().members("s").collectList().block(SOON)).containsExactlyInAnyOrder("a", "b");
		assertThat(template.scan().collectList().block(SOON)).containsExactlyInAnyOrder("k", "s", "where");
		router.select(west);
		assertThat(template.opsForValue().get("k").blockOptional(SOON)).isEmpty();
	}

	@Test
	void driverWithoutReactiveConnectionsIsNamed() {
		Database jedis = PlainDatabaseClient.standalone("south", Driver.JEDIS, eastServer);
		ReactiveRedisConnection connection = new RoutingReactiveRedisConnectionFactory(new SwitchableRouter(jedis),
				() -> List.of(jedis))
			.getReactiveConnection();

		StepVerifier.create(connection.ping())
			.expectErrorSatisfies(
					(failure) -> assertThat(failure).isInstanceOf(InvalidDataAccessApiUsageException.class)
						.hasMessageContaining("ha.redis.databases.south.client-type=lettuce"))
			.verify(SOON);
		jedis.client().close();
	}

	@Test
	void clusterCommandsGoToTheSelectedCluster() {
		try (RedisServerProcess server = RedisServerProcess.startCluster()) {
			Database cluster = PlainDatabaseClient.cluster("cluster", Driver.LETTUCE, server);
			ReactiveRedisClusterConnection connection = new RoutingReactiveRedisConnectionFactory(
					new SwitchableRouter(cluster), () -> List.of(cluster))
				.getReactiveClusterConnection();

			assertThat(connection.stringCommands().set(b("k"), b("v")).block(SOON)).isTrue();
			assertThat(connection.clusterGetNodes().flatMap(connection::ping).collectList().block(SOON))
				.containsExactly("PONG");
			assertThat(connection.clusterGetNodes()
				.flatMap((node) -> connection.keyCommands().keys(node, b("*")))
				.single()
				.block(SOON)).hasSize(1);
			assertThat(connection.clusterGetSlotForKey(b("k")).block(SOON)).isPositive();
			connection.close();
			cluster.client().close();
		}
	}

	@Test
	void connectionThatFailedIsNotUsedAgain() {
		ReactiveRedisConnection connection = factory.getReactiveConnection();
		CompletableFuture<Long> wrong = connection.listCommands().lLen(b("where")).toFuture();

		assertThat(catchThrowable(wrong::join)).isInstanceOf(CompletionException.class)
			.cause()
			.isNotInstanceOf(RedisConnectionFailureException.class);
		assertThat(where(connection)).isEqualTo("east");
		connection.close();
	}

	private static String where(ReactiveRedisConnection connection) {
		return text(connection.stringCommands().get(b("where")).block(SOON));
	}

	private static String text(ByteBuffer buffer) {
		return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
	}

}
