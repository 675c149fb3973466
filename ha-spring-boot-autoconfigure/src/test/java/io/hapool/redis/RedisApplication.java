package io.hapool.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.redis.autoconfigure.RedisDatabasesAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application that names several databases, of which the heavier is back soon. */
final class RedisApplication {

	private RedisApplication() {
	}

	static ApplicationContextRunner over(RedisDriver driver, RedisServers servers) {
		Map<String, String> places = new LinkedHashMap<>();
		for (String database : List.of("east", "west")) {
			places.put(database, "url=redis://127.0.0.1:" + servers.get(database).port());
		}
		return over(driver, places);
	}

	/**
	 * @param places the property that says where it is, by the name of the database: the
	 * heaviest first
	 */
	static ApplicationContextRunner over(RedisDriver driver, Map<String, String> places) {
		List<String> properties = new ArrayList<>(List.of("spring.cache.type=redis",
				"ha.redis.isolation.duration=100ms", "ha.redis.isolation.max-duration=100ms",
				"ha.redis.failback.grace=200ms", "ha.redis.failback.interval=20ms",
				"ha.redis.health-check.interval=50ms", "ha.redis.health-check.probes=1",
				"ha.redis.health-check.timeout=1s", "ha.redis.health-check.quick-timeout=300ms"));
		double weight = 1;
		for (Map.Entry<String, String> place : places.entrySet()) {
			String prefix = "ha.redis.databases." + place.getKey();
			properties.add(prefix + "." + place.getValue());
			properties.add(prefix + ".client-type=" + driver.name().toLowerCase(Locale.ROOT));
			properties.add(prefix + ".weight=" + weight);
			weight /= 2;
		}
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class,
					RedisDatabasesAutoConfiguration.class, DataRedisAutoConfiguration.class,
					DataRedisReactiveAutoConfiguration.class, CacheAutoConfiguration.class))
			.withPropertyValues(properties.toArray(String[]::new));
	}

	static String selected(AssertableApplicationContext application) {
		return application.getBean(RedisDatabases.class).selected().map(DatabaseState::name).orElse("none");
	}

}
