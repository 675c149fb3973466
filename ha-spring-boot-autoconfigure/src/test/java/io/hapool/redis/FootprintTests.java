package io.hapool.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What databases take of the application and of the servers.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
class FootprintTests {

	/** As {@link RedisScene#run} has them. */
	private static final String CALLER = "pool-";

	private static RedisServers servers;

	private final RedisDriver driver;

	FootprintTests(RedisDriver driver) {
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
	void eachDatabaseHasOneConnectionForItsHealthAndTheSelectedOneThoseForCommands() {
		try (RedisScene scene = scene()) {
			assertThat(servers.get("east").clients()).hasSize(1);
			assertThat(servers.get("west").clients()).hasSize(1);

			for (int i = 0; i < 10; i++) {
				scene.template().opsForValue().set("key", "value");
			}

			assertThat(servers.get("east").clients()).hasSize(2);
			assertThat(servers.get("west").clients()).hasSize(1);
		}
	}

	@Test
	void connectionsHaveNoThreadsOfTheirOwn() throws Exception {
		try (RedisScene scene = scene()) {
			List<Future<?>> first = pops(scene, 1);
			awaitBlocked(1);
			Set<Thread> before = threads();

			List<Future<?>> others = pops(scene, RedisDriver.POOL_SIZE - 1);
			awaitBlocked(RedisDriver.POOL_SIZE);

			// those of a scene before may end meanwhile
			assertThat(threads()).isSubsetOf(before);
			for (int i = 0; i < RedisDriver.POOL_SIZE; i++) {
				servers.push("east", "value");
			}
			RedisScene.join(first);
			RedisScene.join(others);
		}
	}

	/** Each waits at the server, on a connection of its own. */
	private static List<Future<?>> pops(RedisScene scene, int count) {
		return RedisScene.run(count, () -> scene.template().opsForList().leftPop("queue", Duration.ofSeconds(30)));
	}

	private static void awaitBlocked(int count) {
		RedisScene.await()
			.until(() -> servers.get("east").info("clients").contains("blocked_clients:" + count + "\r\n"));
	}

	/**
	 * But those of which there are as many as processors, or one for all: what checks,
	 * Netty's loops and what empties pools.
	 */
	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("(?i).*(lettuce|netty|redis|jedis|pool|ha-).*"))
			.filter((thread) -> !thread.getName().matches("ha-worker-.*|lettuce-.*EventLoop.*|commons-pool-evictor"))
			.filter((thread) -> !thread.getName().startsWith(CALLER))
			.collect(Collectors.toSet());
	}

	private RedisScene scene() {
		return new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
	}

}
