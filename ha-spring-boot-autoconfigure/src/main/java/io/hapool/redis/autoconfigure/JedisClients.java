package io.hapool.redis.autoconfigure;

import javax.net.ssl.SSLParameters;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.time.Time;
import redis.clients.jedis.ConnectionPoolConfig;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.JedisClientConfigurationBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration.JedisClientConfigurationBuilder;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration.JedisSslClientConfigurationBuilder;

/**
 * Configures Jedis as Spring Boot does, all of its customizers included. Seen only where
 * Jedis is there.
 */
final class JedisClients {

	private final ListableBeanFactory beans;

	private final Time time;

	JedisClients(ListableBeanFactory beans, Time time) {
		this.beans = beans;
		this.time = time;
	}

	DatabaseClient connect(DatabaseSettings settings) {
		if (settings.details().getMasterReplica() != null && settings.details().getSentinel() == null
				&& settings.details().getCluster() == null) {
			throw new InvalidPoolException(settings.prefix() + ".masterreplica",
					"set (expected: not with Jedis, which cannot read from replicas)",
					"Set " + settings.prefix() + ".client-type to lettuce, or name one server.");
		}
		return new JedisDatabaseClient(settings.target(), configuration(settings), settings.executor(),
				settings.defaults().authenticationErrors(), time);
	}

	JedisClientConfiguration configuration(DatabaseSettings settings) {
		JedisClientConfigurationBuilder builder = JedisClientConfiguration.builder()
			.readTimeout(settings.commandTimeout())
			.connectTimeout(settings.connectTimeout());
		PropertyMapper.get().from(settings.properties().getClientName()).whenHasText().to(builder::clientName);
		SslBundle bundle = settings.details().getSslBundle();
		if (bundle != null) {
			applySsl(builder, bundle);
		}
		DataRedisProperties.Pool pool = settings.properties().getJedis().getPool();
		if (DatabaseSettings.isEnabled(pool)) {
			builder.usePooling().poolConfig(poolConfig(pool));
		}
		if (settings.usesSslByUrl()) {
			builder.useSsl();
		}
		beans.getBeanProvider(JedisClientConfigurationBuilderCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void applySsl(JedisClientConfigurationBuilder builder, SslBundle bundle) {
		JedisSslClientConfigurationBuilder ssl = builder.useSsl();
		ssl.sslSocketFactory(bundle.createSslContext().getSocketFactory());
		SslOptions options = bundle.getOptions();
		SSLParameters parameters = new SSLParameters();
		PropertyMapper map = PropertyMapper.get();
		map.from(options.getCiphers()).to(parameters::setCipherSuites);
		map.from(options.getEnabledProtocols()).to(parameters::setProtocols);
		ssl.sslParameters(parameters);
	}

	private static ConnectionPoolConfig poolConfig(DataRedisProperties.Pool properties) {
		ConnectionPoolConfig pool = new ConnectionPoolConfig();
		pool.setMaxTotal(properties.getMaxActive());
		pool.setMaxIdle(properties.getMaxIdle());
		pool.setMinIdle(properties.getMinIdle());
		if (properties.getTimeBetweenEvictionRuns() != null) {
			pool.setTimeBetweenEvictionRuns(properties.getTimeBetweenEvictionRuns());
		}
		if (properties.getMaxWait() != null) {
			pool.setMaxWait(properties.getMaxWait());
		}
		return pool;
	}

}
