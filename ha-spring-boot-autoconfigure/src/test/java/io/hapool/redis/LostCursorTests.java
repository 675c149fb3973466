package io.hapool.redis;

import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Its ids mean nothing elsewhere. */
@ParameterizedClass
@EnumSource
class LostCursorTests {

	private static final int KEYS = 1000;

	private final RedisDriver driver;

	LostCursorTests(RedisDriver driver) {
		this.driver = driver;
	}

	@Test
	void cursorWhoseDatabaseIsLostFailsAndFindsNothingElsewhere() {
		try (RedisServerProcess east = RedisServerProcess.start();
				RedisServerProcess west = RedisServerProcess.start();
				RedisScene scene = new RedisScene(driver).with("east", 1, east).with("west", 0.5, west).start()) {
			fill(east, "east-");
			fill(west, "west-");
			List<String> found = new ArrayList<>();
			Cursor<String> cursor = scene.template().scan(ScanOptions.scanOptions().count(10).build());
			found.add(cursor.next());
			east.kill();

			assertFails(() -> cursor.forEachRemaining(found::add));

			assertThat(found).hasSizeLessThan(KEYS).allMatch((key) -> key.startsWith("east-"));
			assertFails(cursor::hasNext);
			cursor.close();
			assertThat(west.info("commandstats")).doesNotContain("cmdstat_scan");
			assertThat(scene.template().hasKey("west-0")).isTrue();
		}
	}

	/** Spring passes on what a cursor of Jedis throws. */
	private static void assertFails(ThrowingCallable step) {
		assertThatThrownBy(step).isInstanceOfAny(DataAccessException.class, JedisConnectionException.class);
	}

	private static void fill(RedisServerProcess server, String prefix) {
		List<String> keysAndValues = new ArrayList<>();
		for (int i = 0; i < KEYS; i++) {
			keysAndValues.add(prefix + i);
			keysAndValues.add("value");
		}
		try (Jedis jedis = server.connect()) {
			jedis.mset(keysAndValues.toArray(String[]::new));
		}
	}

}
