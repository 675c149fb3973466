package io.hapool.redis;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.ListOperations;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Databases that are several servers, of which one is lost.
 */
@ParameterizedClass
@EnumSource(RedisDriver.class)
@Timeout(120)
class DeploymentTests {

	/** A replica is elected within seconds. */
	private static final Duration ELECTION = Duration.ofSeconds(60);

	private final RedisDriver driver;

	DeploymentTests(RedisDriver driver) {
		this.driver = driver;
	}

	@Test
	void commandsGoOnElsewhereUntilSentinelHasPromotedAReplica() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				RedisServerProcess sentinel = RedisServerProcess.startSentinelOf(master, "down-after-milliseconds 1000",
						"failover-timeout 3000");
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver)) {
			scene.with(scene.define("east", 1, RedisDriver.sentinel(sentinel), scene.ping()))
				.with("west", 0.5, other)
				.start();
			StringRedisTemplate template = scene.template();
			template.opsForValue().set("key", "before");
			RedisScene.await().until(() -> read(replica), Optional.of("before")::equals);
			RedisScene.await().until(() -> sentinel.info("sentinel").contains("slaves=1"));

			master.kill();
			template.opsForValue().set("key", "meanwhile");

			assertThat(read(other)).contains("meanwhile");
			scene.awaitSwitches(1);
			RedisScene.await().atMost(ELECTION).until(scene::selected, "east"::equals);
			assertThat(template.opsForValue().get("key")).isEqualTo("before");
			template.opsForValue().set("key", "after");
			assertThat(read(replica)).contains("after");
		}
	}

	@Test
	void commandsGoElsewhereUntilTheLostNodeOfAClusterIsBack() {
		try (TwoNodeCluster cluster = TwoNodeCluster.start();
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver)) {
			scene.with(scene.define("east", 1, RedisDriver.cluster(cluster.first()), scene.ping()))
				.with("west", 0.5, other)
				.start();
			StringRedisTemplate template = scene.template();
			String key = cluster.keyOfTheSecond();
			template.opsForValue().set(key, "before");
			assertThat(scene.selected()).isEqualTo("east");

			cluster.second().kill();
			template.opsForValue().set(key, "meanwhile");

			scene.awaitSelected("west");
			try (Jedis jedis = other.connect()) {
				assertThat(jedis.get(key)).isEqualTo("meanwhile");
			}
			cluster.second().restart();
			cluster.awaitOk();
			scene.awaitSelected("east");
			template.opsForValue().set(key, "after");
			assertThat(template.opsForValue().get(key)).isEqualTo("after");
		}
	}

	@Test
	void moveBetweenTwoNodesIsNotMadeTwice() {
		try (TwoNodeCluster cluster = TwoNodeCluster.start();
				RedisServerProcess other = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver)) {
			scene.with(scene.define("east", 1, RedisDriver.cluster(cluster.first()))).with("west", 0.5, other).start();
			ListOperations<String, String> lists = scene.template().opsForList();
			String source = cluster.keyOfTheFirst();
			lists.rightPushAll(source, "one", "two", "three");
			scene.template().hasKey(cluster.keyOfTheSecond());

			cluster.second().kill();
			assertThatThrownBy(() -> lists.rightPopAndLeftPush(source, cluster.keyOfTheSecond()))
				.isInstanceOf(DataAccessException.class);

			try (Jedis jedis = cluster.first().connect(); Jedis elsewhere = other.connect()) {
				assertThat(jedis.lrange(source, 0, -1)).containsExactly("one", "two");
				assertThat(elsewhere.keys("*")).isEmpty();
			}
		}
	}

	private static Optional<String> read(RedisServerProcess server) {
		try (Jedis jedis = server.connect()) {
			return Optional.ofNullable(jedis.get("key"));
		}
	}

}
