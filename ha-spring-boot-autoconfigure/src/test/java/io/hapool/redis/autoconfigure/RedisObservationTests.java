package io.hapool.redis.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.observation.autoconfigure.ObservationAutoConfiguration;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.redis.RedisServerProcess;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a trace tells of commands.
 */
class RedisObservationTests {

	private static RedisServerProcess east;

	private static RedisServerProcess west;

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();

	@BeforeAll
	static void startServers() {
		east = RedisServerProcess.start();
		west = RedisServerProcess.start();
	}

	@AfterAll
	static void endServers() {
		east.close();
		west.close();
	}

	@BeforeEach
	void watch() {
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				ended.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class,
					RedisDatabasesAutoConfiguration.class, DataRedisAutoConfiguration.class,
					DataRedisReactiveAutoConfiguration.class, ObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("ha.observations.enabled=true",
					"ha.redis.databases.east.url=redis://127.0.0.1:" + east.port(),
					"ha.redis.databases.west.url=redis://127.0.0.1:" + west.port(),
					"ha.redis.databases.west.weight=0.5",
					// one that stands still for a moment is not left for that
					"ha.redis.isolation.stuck-after=10s", "ha.redis.command-timeout=10s");
	}

	@Test
	void attemptNamesItsDatabase() {
		runner().run((context) -> {
			context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");

			assertOneAttemptOnEast();
		});
	}

	@Test
	void reactiveAttemptNamesItsDatabase() {
		runner().run((context) -> {
			context.getBean(ReactiveStringRedisTemplate.class).opsForValue().set("key", "value").block();

			assertOneAttemptOnEast();
		});
	}

	/** The answer is there before its observation has ended. */
	private void assertOneAttemptOnEast() {
		await().until(() -> keyValues("ha.calls"), (calls) -> !calls.isEmpty());
		assertThat(keyValues("ha.calls")).singleElement()
			.satisfies((values) -> assertThat(values).extracting("value").contains("redis", "success"));
		assertThat(keyValues("ha.attempt")).singleElement()
			.satisfies((values) -> assertThat(values).extracting("value").contains("redis", "success", "east"));
	}

	private List<KeyValues> keyValues(String name) {
		return ended.stream()
			.filter((context) -> name.equals(context.getName()))
			.map(Observation.Context::getAllKeyValues)
			.toList();
	}

}
