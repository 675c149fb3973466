package io.hapool.actuate.autoconfigure;

import io.hapool.actuate.RedisHealthIndicator;
import io.hapool.actuate.RedisSection;
import io.hapool.redis.RedisDatabases;
import io.hapool.time.Time;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for what operators see of the Redis
 * databases: {@code /actuator/ha/redis} and the health contributor {@code haRedis}, in
 * the place of Boot's {@code redis}.
 */
@AutoConfiguration(afterName = "io.hapool.redis.autoconfigure.RedisDatabasesAutoConfiguration", beforeName = {
		"org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration",
		"org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration" })
@ConditionalOnClass(name = "org.springframework.data.redis.connection.RedisConnectionFactory")
@ConditionalOnBean(RedisDatabases.class)
public final class RedisActuateAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Endpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedisSection haRedisSection(RedisDatabases databases, Time time) {
			return new RedisSection(databases, time);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		// Its condition is of the health module too, so it stands within what asks for
		// that module.
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnEnabledHealthIndicator("ha-redis")
		static class EnabledConfiguration {

			/** By its second name Boot's own contributor knows that it is not wanted. */
			@Bean({ "haRedisHealthIndicator", "redisHealthIndicator" })
			@ConditionalOnMissingBean(name = "haRedisHealthIndicator")
			RedisHealthIndicator haRedisHealthIndicator(RedisDatabases databases) {
				return new RedisHealthIndicator(databases);
			}

		}

	}

}
