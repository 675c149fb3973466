package io.hapool.redis.autoconfigure;

import java.util.Comparator;
import java.util.Map;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.redis.DatabaseClient;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties.ClientType;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.ClassUtils;

/**
 * Makes the client of a database, of its properties and the beans of the application, as
 * Spring Boot makes its one connection factory. A {@link DataRedisConnectionDetails} bean
 * named like the database overrides its address.
 */
final class DatabaseClients implements RedisResolver.Clients {

	private static final String PREFIX = "ha.redis.databases.";

	private final ListableBeanFactory beans;

	private final Environment environment;

	private final ClientDefaults defaults;

	private final Time time;

	DatabaseClients(ListableBeanFactory beans, Environment environment, ClientDefaults defaults, Time time) {
		this.beans = beans;
		this.environment = environment;
		this.defaults = defaults;
		this.time = time;
	}

	/**
	 * Makes a client; connects to nothing.
	 * @param name of the database
	 * @param properties what stands below {@code ha.redis.databases.<name>}
	 * @throws InvalidPoolException if it cannot be connected to so
	 */
	@Override
	public DatabaseClient connect(String name, RedisDatabaseProperties properties) {
		DatabaseSettings settings = settings(name, properties);
		return switch (clientType(settings)) {
			case LETTUCE -> new LettuceClients(beans, time).connect(settings);
			case JEDIS -> new JedisClients(beans, time).connect(settings);
		};
	}

	/**
	 * Returns where the heaviest database is.
	 * @throws InvalidPoolException if there is none
	 */
	DataRedisConnectionDetails heaviest(Map<String, RedisDatabaseProperties> databases) {
		Map.Entry<String, RedisDatabaseProperties> heaviest = databases.entrySet()
			.stream()
			.max(Comparator.comparingDouble((entry) -> entry.getValue().getWeight()))
			.orElseThrow(RedisResolver::noDatabase);
		return settings(heaviest.getKey(), heaviest.getValue()).details();
	}

	@Override
	public DataRedisConnectionDetails details(String name, RedisDatabaseProperties properties) {
		return settings(name, properties).details();
	}

	DatabaseSettings settings(String name, DataRedisProperties properties) {
		String prefix = PREFIX + name;
		DataRedisConnectionDetails details = beanOf(name);
		if (details == null) {
			details = new PropertiesConnectionDetails(prefix, properties,
					beans.getBeanProvider(SslBundles.class).getIfAvailable());
		}
		return new DatabaseSettings(prefix, properties, details, defaults, executor());
	}

	private @Nullable DataRedisConnectionDetails beanOf(String name) {
		boolean there = beans.containsBean(name) && beans.isTypeMatch(name, DataRedisConnectionDetails.class);
		return there ? beans.getBean(name, DataRedisConnectionDetails.class) : null;
	}

	private @Nullable AsyncTaskExecutor executor() {
		if (!Threading.VIRTUAL.isActive(environment)) {
			return null;
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-");
		executor.setVirtualThreads(true);
		return executor;
	}

	private ClientType clientType(DatabaseSettings settings) {
		ClientType wanted = settings.properties().getClientType();
		boolean lettuce = isPresent("io.lettuce.core.RedisClient");
		boolean jedis = isPresent("redis.clients.jedis.Jedis")
				&& isPresent("org.apache.commons.pool2.impl.GenericObjectPool");
		String property = settings.prefix() + ".client-type";
		if (!lettuce && !jedis) {
			throw new InvalidPoolException(property, "neither Lettuce nor Jedis is on the class path (expected: one)",
					"Add io.lettuce:lettuce-core, or redis.clients:jedis and org.apache.commons:commons-pool2.");
		}
		if (wanted == null) {
			return lettuce ? ClientType.LETTUCE : ClientType.JEDIS;
		}
		if (wanted == ClientType.LETTUCE ? !lettuce : !jedis) {
			throw new InvalidPoolException(property, wanted + " (expected: a driver on the class path)",
					(wanted == ClientType.LETTUCE) ? "Add io.lettuce:lettuce-core, or write jedis."
							: "Add redis.clients:jedis and org.apache.commons:commons-pool2, or write lettuce.");
		}
		return wanted;
	}

	private boolean isPresent(String type) {
		return ClassUtils.isPresent(type, beans.getClass().getClassLoader());
	}

}
