package io.hapool.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.connection.RedisConnection;

import static io.hapool.redis.DatabaseClientTests.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Item 95 of the acceptance list: the database that a transaction moved away from watches
 * nothing for it any more, whoever has its connection next.
 */
@ParameterizedClass
@EnumSource
class PooledWatchTests {

	private static RedisServers servers;

	private final RedisScene scene;

	PooledWatchTests(RedisDriver driver) {
		servers.reset();
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		force("east");
	}

	@BeforeAll
	static void startServers() {
		servers = RedisServers.start("east", "west");
	}

	@AfterAll
	static void stopServers() {
		servers.close();
	}

	@AfterEach
	void close() {
		scene.close();
	}

	@Test
	void number95TransactionThatMovesLeavesNoWatch() {
		scene.template().execute(Session.ofStrings((operations) -> {
			operations.watch("watched");
			operations.multi();
			operations.opsForValue().set("moved", "value");
			force("west");
			return operations.exec();
		}));

		assertThat(servers.read("west", "moved")).isEqualTo("value");
		assertNothingIsWatchedAtEast();
	}

	@Test
	void number95SwitchBeforeATransactionLeavesNoWatch() {
		try (RedisConnection connection = scene.connections().getConnection()) {
			connection.watch(bytes("watched"));
			force("west");
		}

		assertNothingIsWatchedAtEast();
	}

	/** By a transaction on each connection of the pool. */
	private void assertNothingIsWatchedAtEast() {
		force("east");
		List<RedisConnection> all = new ArrayList<>();
		try (Jedis jedis = servers.get("east").connect()) {
			for (int i = 0; i < RedisDriver.POOL_SIZE; i++) {
				RedisConnection connection = scene.connections().getConnection();
				all.add(connection);
				connection.multi();
				connection.stringCommands().set(bytes("key-" + i), bytes("value"));
			}
			jedis.set("watched", "changed");

			assertThat(all).allSatisfy((connection) -> assertThat(connection.exec()).containsExactly(true));
		}
		finally {
			all.forEach(RedisConnection::close);
		}
	}

	private void force(String name) {
		scene.databases().force(name, Duration.ofMinutes(1), "test");
	}

}
