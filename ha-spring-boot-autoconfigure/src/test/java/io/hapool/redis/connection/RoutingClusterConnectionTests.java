package io.hapool.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.hapool.redis.Database;
import io.hapool.redis.PlainDatabaseClient;
import io.hapool.redis.PlainDatabaseClient.Driver;
import io.hapool.redis.RedisServerProcess;
import io.hapool.redis.SwitchableRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.ScanOptions;

import static io.hapool.redis.connection.BroadCommands.b;
import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@EnumSource
class RoutingClusterConnectionTests {

	private static RedisServerProcess eastServer;

	private static RedisServerProcess westServer;

	private final Database east;

	private final Database west;

	private final SwitchableRouter router;

	private final RoutingRedisConnectionFactory factory;

	RoutingClusterConnectionTests(Driver driver) {
		this.east = PlainDatabaseClient.cluster("east", driver, eastServer);
		this.west = PlainDatabaseClient.cluster("west", driver, westServer);
		this.router = new SwitchableRouter(east, west);
		this.factory = new RoutingRedisConnectionFactory(router, () -> List.of(east, west));
	}

	@BeforeAll
	static void start() {
		eastServer = RedisServerProcess.startCluster();
		westServer = RedisServerProcess.startCluster();
		try (Jedis jedis = eastServer.connect()) {
			jedis.set("where", "east");
		}
		try (Jedis jedis = westServer.connect()) {
			jedis.set("where", "west");
		}
	}

	@AfterAll
	static void stop() {
		eastServer.close();
		westServer.close();
	}

	@AfterEach
	void nothingLeaks() {
		assertThat(PlainDatabaseClient.of(east).open()).isZero();
		assertThat(PlainDatabaseClient.of(west).open()).isZero();
		east.client().close();
		west.client().close();
	}

	@Test
	void answersAsOverTheFactoryOfTheDriver() {
		try (RedisClusterConnection plain = PlainDatabaseClient.of(east).plain().getClusterConnection();
				RedisClusterConnection routed = factory.getClusterConnection()) {
			assertThat(answers(routed)).containsExactlyElementsOf(answers(plain));
		}
	}

	@Test
	void eachCommandGoesToTheSelectedDatabaseUntilOneNamesANode() {
		try (RedisClusterConnection connection = factory.getClusterConnection()) {
			assertThat(RoutingConnectionTests.where(connection)).isEqualTo("east");
			router.select(west);
			assertThat(RoutingConnectionTests.where(connection)).isEqualTo("west");

			RedisClusterNode node = connection.clusterGetNodes().iterator().next();
			assertThat(connection.ping(node)).isEqualTo("PONG");
			router.select(east);
			assertThat(RoutingConnectionTests.where(connection)).isEqualTo("west");
		}
	}

	@Test
	void ordinaryConnectionLeadsToAClusterToo() {
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(RoutingConnectionTests.where(connection)).isEqualTo("east");
			assertThat(Readable.of(connection.keyCommands().keys(b("*")))).isEqualTo("[\"where\"]");
		}
	}

	private static List<String> answers(RedisClusterConnection connection) {
		List<String> answers = new ArrayList<>();
		for (Function<RedisClusterConnection, @Nullable Object> command : commands()) {
			answers.add(Readable.of(command.apply(connection)));
		}
		return answers;
	}

	private static List<Function<RedisClusterConnection, @Nullable Object>> commands() {
		return List.of((c) -> c.stringCommands().get(b("where")), (c) -> c.commands().get(b("where")),
				(c) -> c.clusterGetSlotForKey(b("where")), (c) -> c.clusterGetNodeForKey(b("where")),
				(c) -> c.clusterGetNodeForSlot(1), (c) -> c.clusterGetClusterInfo().getSlotsAssigned(),
				(c) -> c.clusterCommands().clusterCountKeysInSlot(c.clusterGetSlotForKey(b("where"))),
				(c) -> c.clusterGetKeysInSlot(c.clusterGetSlotForKey(b("where")), 5),
				(c) -> c.clusterGetNodes().iterator().next(), (c) -> c.serverCommands().dbSize(node(c)),
				(c) -> c.ping(node(c)), (c) -> c.keys(node(c), b("*")), (c) -> c.randomKey(node(c)),
				(c) -> c.scan(node(c), ScanOptions.NONE), (c) -> c.serverCommands().dbSize(),
				(c) -> c.serverCommands().getConfig(node(c), "maxmemory"), (c) -> c.serverCommands().info(node(c)),
				(c) -> c.execute("GET", b("where"), List.of()), (c) -> c.isClosed());
	}

	private static RedisClusterNode node(RedisClusterConnection connection) {
		return connection.clusterGetNodeForKey("where".getBytes(StandardCharsets.UTF_8));
	}

}
