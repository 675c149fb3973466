package io.hapool.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.redis.autoconfigure.RedisDatabasesAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application that names two databases, of which the heavier is back soon. */
final class RedisApplication {

	private RedisApplication() {
	}

	static ApplicationContextRunner over(RedisDriver driver, RedisServers servers) {
		List<String> properties = new ArrayList<>(List.of("spring.cache.type=redis",
				"ha.redis.databases.west.weight=0.5", "ha.redis.isolation.duration=100ms",
				"ha.redis.isolation.max-duration=100ms", "ha.redis.failback.grace=200ms",
				"ha.redis.failback.interval=20ms", "ha.redis.health-check.interval=50ms",
				"ha.redis.health-check.probes=1", "ha.redis.health-check.timeout=300ms"));
		for (String database : List.of("east", "west")) {
			String prefix = "ha.redis.databases." + database;
			properties.add(prefix + ".url=redis://127.0.0.1:" + servers.get(database).port());
			properties.add(prefix + ".client-type=" + driver.name().toLowerCase(Locale.ROOT));
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
