package io.hapool.redis.autoconfigure;

import java.time.Duration;
import java.util.Locale;

import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.lettuce.LettuceDatabaseClient;
import io.hapool.time.Time;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties.Lettuce.Cluster.Refresh;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.util.StringUtils;

/**
 * Configures Lettuce as Spring Boot does, all of its customizers included. Seen only
 * where Lettuce is there.
 */
final class LettuceClients {

	private final ListableBeanFactory beans;

	private final Time time;

	LettuceClients(ListableBeanFactory beans, Time time) {
		this.beans = beans;
		this.time = time;
	}

	DatabaseClient connect(DatabaseSettings settings) {
		return new LettuceDatabaseClient(settings.target(), configuration(settings), settings.executor(),
				settings.defaults().authenticationErrors(), time);
	}

	LettuceClientConfiguration configuration(DatabaseSettings settings) {
		DataRedisProperties properties = settings.properties();
		DataRedisProperties.Pool pool = properties.getLettuce().getPool();
		LettuceClientConfigurationBuilder builder = DatabaseSettings.isEnabled(pool) ? Pools.builder(pool)
				: LettuceClientConfiguration.builder();
		SslBundle bundle = settings.details().getSslBundle();
		if (bundle != null || settings.usesSslByUrl()) {
			builder.useSsl();
		}
		builder.commandTimeout(settings.commandTimeout());
		applyProperties(builder, settings);
		builder.clientOptions(options(settings, bundle));
		ClientResources resources = beans.getBeanProvider(ClientResources.class).getIfAvailable();
		if (resources != null) {
			builder.clientResources(resources);
		}
		beans.getBeanProvider(LettuceClientConfigurationBuilderCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void applyProperties(LettuceClientConfigurationBuilder builder, DatabaseSettings settings) {
		DataRedisProperties.Lettuce lettuce = settings.properties().getLettuce();
		Duration shutdown = lettuce.getShutdownTimeout();
		if (shutdown != null && !shutdown.isZero()) {
			builder.shutdownTimeout(shutdown);
		}
		if (lettuce.getReadFrom() != null) {
			builder.readFrom(readFrom(settings.prefix() + ".lettuce.read-from", lettuce.getReadFrom()));
		}
		if (StringUtils.hasText(settings.properties().getClientName())) {
			builder.clientName(settings.properties().getClientName());
		}
	}

	private ClientOptions options(DatabaseSettings settings, @Nullable SslBundle bundle) {
		ClientOptions.Builder builder = initial(settings.properties());
		// else commands wait in a buffer until they time out
		builder.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
		builder.socketOptions(SocketOptions.builder().connectTimeout(settings.connectTimeout()).build());
		if (bundle != null) {
			builder.sslOptions(ssl(bundle));
		}
		builder.timeoutOptions(TimeoutOptions.enabled());
		beans.getBeanProvider(LettuceClientOptionsBuilderCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static ClientOptions.Builder initial(DataRedisProperties properties) {
		if (properties.getCluster() == null) {
			return ClientOptions.builder();
		}
		Refresh refresh = properties.getLettuce().getCluster().getRefresh();
		ClusterTopologyRefreshOptions.Builder builder = ClusterTopologyRefreshOptions.builder()
			.dynamicRefreshSources(refresh.isDynamicRefreshSources());
		if (refresh.getPeriod() != null) {
			builder.enablePeriodicRefresh(refresh.getPeriod());
		}
		return ClusterClientOptions.builder().topologyRefreshOptions(builder.build());
	}

	private static io.lettuce.core.SslOptions ssl(SslBundle bundle) {
		io.lettuce.core.SslOptions.Builder builder = io.lettuce.core.SslOptions.builder();
		builder.keyManager(bundle.getManagers().getKeyManagerFactory());
		builder.trustManager(bundle.getManagers().getTrustManagerFactory());
		SslOptions options = bundle.getOptions();
		String[] ciphers = options.getCiphers();
		if (ciphers != null) {
			builder.cipherSuites(ciphers);
		}
		String[] protocols = options.getEnabledProtocols();
		if (protocols != null) {
			builder.protocols(protocols);
		}
		return builder.build();
	}

	/** The name may be written in any case, with dashes. */
	private static ReadFrom readFrom(String property, String value) {
		int colon = value.indexOf(':');
		String name = (colon < 0) ? value : value.substring(0, colon);
		String canonical = name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
		try {
			return ReadFrom.valueOf((colon < 0) ? canonical : canonical + value.substring(colon));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPoolException(property, value + " (expected: a ReadFrom of Lettuce)",
					"Write master, replica-preferred, lowest-latency, any or another name of io.lettuce.core.ReadFrom.");
		}
	}

	/** Apart, since commons-pool2 is optional. */
	private static final class Pools {

		static LettuceClientConfigurationBuilder builder(DataRedisProperties.Pool properties) {
			GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
			pool.setMaxTotal(properties.getMaxActive());
			pool.setMaxIdle(properties.getMaxIdle());
			pool.setMinIdle(properties.getMinIdle());
			if (properties.getTimeBetweenEvictionRuns() != null) {
				pool.setTimeBetweenEvictionRuns(properties.getTimeBetweenEvictionRuns());
			}
			if (properties.getMaxWait() != null) {
				pool.setMaxWait(properties.getMaxWait());
			}
			return LettucePoolingClientConfiguration.builder().poolConfig(pool);
		}

	}

}
