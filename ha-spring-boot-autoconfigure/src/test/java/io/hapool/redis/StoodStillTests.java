package io.hapool.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A database is killed just after this process has stood still, when nobody is isolated:
 * it stays selected, and what is done there goes on elsewhere all the same.
 */
@ParameterizedClass
@EnumSource
@Timeout(60)
class StoodStillTests {

	private final RedisServers servers = RedisServers.start("east", "west");

	private final RedisDriver driver;

	private final RedisScene scene;

	private final StringRedisTemplate template;

	StoodStillTests(RedisDriver driver) {
		this.driver = driver;
		this.scene = new RedisScene(driver).with("east", 1, servers.get("east"))
			.with("west", 0.5, servers.get("west"))
			.start();
		this.template = scene.template();
		template.opsForValue().get("warm");
		scene.standStill();
		servers.get("east").kill();
	}

	@AfterEach
	void close() {
		scene.close();
		servers.close();
	}

	@Test
	void transactionIsExecutedWhereItBegan() {
		List<Object> results = template.execute(new SessionCallback<>() {
			@Override
			@SuppressWarnings("unchecked") // it is a template of texts
			public <K, V> @Nullable List<Object> execute(RedisOperations<K, V> operations) throws DataAccessException {
				RedisOperations<String, String> texts = (RedisOperations<String, String>) operations;
				texts.watch("key");
				texts.multi();
				texts.opsForValue().set("key", "value");
				texts.opsForValue().get("key");
				return texts.exec();
			}
		});

		assertThat(results).contains("value");
		try (Jedis west = servers.get("west").connect()) {
			assertThat(west.get("key")).isEqualTo("value");
		}
	}

	@Test
	void transactionIsExecutedWhereItBeganThoughItsConnectionStaysForMoreThanThat() {
		assumeThat(driver).as("Jedis has no such command after WATCH").isEqualTo(RedisDriver.LETTUCE);
		List<Object> results = template.execute((RedisCallback<List<Object>>) (connection) -> {
			byte[] key = "key".getBytes(StandardCharsets.UTF_8);
			connection.watch(key);
			connection.setClientName(key);
			connection.multi();
			connection.stringCommands().get(key);
			return connection.exec();
		});

		assertThat(results).hasSize(1);
	}

	/** Reading may be repeated, whatever became of it. */
	@Test
	void whatWaitsDoesSoElsewhere() {
		try (Jedis west = servers.get("west").connect()) {
			west.xadd("stream", StreamEntryID.NEW_ENTRY, Map.of("field", "value"));
		}

		assertThat(template.opsForStream()
			.read(StreamReadOptions.empty().block(Duration.ofSeconds(5)), StreamOffset.fromStart("stream")))
			.singleElement()
			.satisfies((entry) -> assertThat(entry.getValue()).containsEntry("field", "value"));
	}

}
