package io.hapool.redis.autoconfigure;

import java.util.List;

import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.pool.autoconfigure.PropertyPresence;
import io.hapool.redis.AuthenticationErrors;
import io.hapool.redis.Database;
import io.hapool.redis.RedisDatabases;
import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import io.hapool.redis.reactive.RoutingReactiveRedisConnectionFactory;
import io.hapool.redis.template.MultiDatabaseRedisTemplate;
import io.hapool.redis.template.MultiDatabaseStringRedisTemplate;
import io.hapool.time.Time;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * {@link AutoConfiguration Auto-configuration} for several Redis databases as one: the
 * connection factory that all of Spring Data Redis uses leads to the selected one.
 * Without {@code ha.redis} Boot's own configuration stays as it is.
 */
@AutoConfiguration(before = { DataRedisAutoConfiguration.class, PoolsAutoConfiguration.class })
@ConditionalOnClass({ RedisConnectionFactory.class, DataRedisAutoConfiguration.class })
@ConditionalOnRedisDatabases
@EnableConfigurationProperties(RedisProperties.class)
public final class RedisDatabasesAutoConfiguration {

	static final String POOL_BEAN = "redisEndpointPool";

	@Bean
	DatabaseClients haDatabaseClients(ListableBeanFactory beans, Environment environment, RedisProperties properties,
			Time time) {
		RedisProperties.Failover failover = properties.failover();
		boolean movesOn = failover != null && failover.onAuthenticationError();
		return new DatabaseClients(beans, environment, ClientDefaults.of(properties.commandTimeout(),
				movesOn ? AuthenticationErrors.ARE_FAILURES : AuthenticationErrors.ARE_MISTAKES), time);
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	@ConditionalOnMissingBean
	@SuppressWarnings("unchecked") // a post-processor keeps the type
	RedisDatabases redisDatabases(RedisProperties properties, DatabaseClients clients,
			ConfigurableApplicationContext context, Time time, EventPublisher events) {
		AutowireCapableBeanFactory beans = context.getBeanFactory();
		if (PropertyPresence.isAnyBelow("ha.pools.redis", context.getEnvironment())) {
			throw new InvalidPoolException("ha.pools.redis", "there are ha.redis.databases, whose pool is \"redis\"",
					"Write another name for that pool.");
		}
		RedisResolver resolver = new RedisResolver(properties, clients, beans, time);
		return RedisDatabases.create(resolver.rules(), resolver.databases(), time, events,
				(pool) -> (EndpointPool<Database>) beans.initializeBean(pool, POOL_BEAN));
	}

	@Bean(name = POOL_BEAN, destroyMethod = "")
	EndpointPool<Database> redisEndpointPool(RedisDatabases databases) {
		return databases.pool();
	}

	/** For what asks for the one address: that of the heaviest. */
	@Bean
	@Primary
	DataRedisConnectionDetails haRedisConnectionDetails(RedisProperties properties, DatabaseClients clients) {
		return clients.heaviest(properties.databases());
	}

	private static List<Database> all(RedisDatabases databases) {
		return databases.pool().views().stream().map((database) -> database.endpoint().target()).toList();
	}

	/** Before the other: with Lettuce there is one factory for both. */
	@Configuration(proxyBeanMethods = false)
	@Order(1)
	@ConditionalOnClass(name = { "reactor.core.publisher.Flux", "io.lettuce.core.RedisClient" })
	@Conditional(OnReactiveDatabases.class)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean({ RedisConnectionFactory.class, ReactiveRedisConnectionFactory.class })
		RoutingReactiveRedisConnectionFactory redisConnectionFactory(RedisDatabases databases) {
			return new RoutingReactiveRedisConnectionFactory(databases.router(), () -> all(databases));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Order(2)
	static class FactoryConfiguration {

		@Bean
		@ConditionalOnMissingBean(RedisConnectionFactory.class)
		RoutingRedisConnectionFactory redisConnectionFactory(RedisDatabases databases) {
			return new RoutingRedisConnectionFactory(databases.router(), () -> all(databases));
		}

	}

	/** In place of Boot's own, by the same names. */
	@Configuration(proxyBeanMethods = false)
	@Order(3)
	@ConditionalOnBean(RoutingRedisConnectionFactory.class)
	static class TemplateConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "redisTemplate")
		MultiDatabaseRedisTemplate<Object, Object> redisTemplate(RoutingRedisConnectionFactory factory) {
			MultiDatabaseRedisTemplate<Object, Object> template = new MultiDatabaseRedisTemplate<>();
			template.setConnectionFactory(factory);
			return template;
		}

		@Bean
		@ConditionalOnMissingBean(StringRedisTemplate.class)
		MultiDatabaseStringRedisTemplate stringRedisTemplate(RoutingRedisConnectionFactory factory) {
			return new MultiDatabaseStringRedisTemplate(factory);
		}

	}

}
