package io.hapool.redis.autoconfigure;

import io.hapool.pool.autoconfigure.InvalidPoolException;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that refuses databases which nothing would
 * connect to.
 */
@AutoConfiguration
@ConditionalOnMissingClass("org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnRedisDatabases
public final class MissingRedisAutoConfiguration {

	@Bean
	static BeanFactoryPostProcessor haRedisRefusal() {
		return (beans) -> {
			throw new InvalidPoolException("ha.redis", "Spring Data Redis is not on the class path",
					"Add org.springframework.boot:spring-boot-starter-data-redis, or remove all below ha.redis.");
		};
	}

}
