package io.hapool.metrics.autoconfigure;

import io.hapool.event.EventPublisher;
import io.hapool.metrics.RedisMetrics;
import io.hapool.redis.RedisDatabases;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the Redis databases.
 */
@AutoConfiguration(afterName = "io.hapool.redis.autoconfigure.RedisDatabasesAutoConfiguration")
@ConditionalOnClass(value = MeterRegistry.class,
		name = "org.springframework.data.redis.connection.RedisConnectionFactory")
@ConditionalOnBean(RedisDatabases.class)
public final class RedisMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RedisMetrics haRedisMetrics(RedisDatabases databases, EventPublisher events) {
		return new RedisMetrics(databases, events);
	}

}
