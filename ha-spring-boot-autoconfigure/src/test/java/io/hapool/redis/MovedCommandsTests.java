package io.hapool.redis;

import java.util.stream.IntStream;

import io.hapool.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Items 104 and 106 of the acceptance list: what an application finds elsewhere. */
@ParameterizedClass
@EnumSource
class MovedCommandsTests {

	private static final int KEYS = 50;

	private final RedisDriver driver;

	MovedCommandsTests(RedisDriver driver) {
		this.driver = driver;
	}

	@Test
	void number104WhatWasWrittenBeforeIsReadableAfter() {
		try (RedisServerProcess master = RedisServerProcess.start();
				RedisServerProcess replica = RedisServerProcess.startReplicaOf(master);
				RedisScene scene = new RedisScene(driver)) {
			scene.with("east", 1, master).with("west", 0.5, replica).start();
			StringRedisTemplate template = scene.template();
			IntStream.range(0, KEYS).forEach((i) -> template.opsForValue().set("key-" + i, "value-" + i));
			try (Jedis jedis = replica.connect()) {
				RedisScene.await().until(() -> jedis.dbSize() == KEYS);
				master.kill();

				assertThat(IntStream.range(0, KEYS))
					.allSatisfy((i) -> assertThat(template.opsForValue().get("key-" + i)).isEqualTo("value-" + i));

				jedis.replicaofNoOne();
			}
			template.opsForValue().set("key-0", "after");
			assertThat(template.opsForValue().get("key-0")).isEqualTo("after");
			scene.awaitSelected("west");
		}
	}

	/** To count twice would be wrong: but nothing was sent, wherever it goes then. */
	@Test
	void number106CommandsThatWereNotSentAreSentOnceAfterAll() {
		try (RedisServerProcess first = RedisServerProcess.start();
				RedisServerProcess second = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver)) {
			scene.with("east", 1, first).with("west", 0.5, second).start();
			StringRedisTemplate template = scene.template();

			incrementUnsent(scene, template);
			// a command that is refused has it asked, and moves
			scene.say("east", HealthCheck.Verdict.DOWN);
			incrementUnsent(scene, template);

			try (Jedis east = first.connect(); Jedis west = second.connect()) {
				assertThat(count(west)).isPositive();
				assertThat(count(east) + count(west)).isEqualTo(2 * KEYS);
			}
		}
	}

	private static void incrementUnsent(RedisScene scene, StringRedisTemplate template) {
		for (int i = 0; i < KEYS; i++) {
			scene.database("east").client().abort();
			template.opsForValue().increment("count");
		}
	}

	private static int count(Jedis server) {
		String count = server.get("count");
		return (count != null) ? Integer.parseInt(count) : 0;
	}

}
