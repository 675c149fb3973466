package io.hapool.redis.jedis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

import org.springframework.data.redis.connection.jedis.JedisClientBuilderCustomizer;
import org.springframework.data.redis.connection.jedis.JedisClientConfigBuilderCustomizer;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;

/**
 * A configuration that learns what Spring makes of it for Jedis, which Spring keeps for
 * itself.
 */
final class CapturedClientConfiguration implements JedisClientConfiguration {

	private final JedisClientConfiguration delegate;

	private final AtomicReference<DefaultJedisClientConfig.@Nullable Builder> captured = new AtomicReference<>();

	CapturedClientConfiguration(JedisClientConfiguration delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns how Jedis connects to the servers.
	 */
	JedisClientConfig captured() {
		DefaultJedisClientConfig.Builder builder = captured.get();
		if (builder == null) {
			throw new IllegalStateException("Not started");
		}
		return builder.build();
	}

	@Override
	public Optional<JedisClientConfigBuilderCustomizer> getClientConfigCustomizer() {
		return Optional.of((builder) -> {
			delegate.getClientConfigCustomizer().ifPresent((customizer) -> customizer.customize(builder));
			// the first is of the servers, later ones of the Sentinels
			captured.compareAndSet(null, builder);
		});
	}

	@Override
	public Optional<JedisClientBuilderCustomizer> getClientCustomizer() {
		return delegate.getClientCustomizer();
	}

	@Override
	public boolean isUseSsl() {
		return delegate.isUseSsl();
	}

	@Override
	public Optional<SSLSocketFactory> getSslSocketFactory() {
		return delegate.getSslSocketFactory();
	}

	@Override
	public Optional<SSLParameters> getSslParameters() {
		return delegate.getSslParameters();
	}

	@Override
	public Optional<HostnameVerifier> getHostnameVerifier() {
		return delegate.getHostnameVerifier();
	}

	@Override
	public boolean isUsePooling() {
		return delegate.isUsePooling();
	}

	@Override
	public Optional<GenericObjectPoolConfig<?>> getPoolConfig() {
		return delegate.getPoolConfig();
	}

	@Override
	public Optional<String> getClientName() {
		return delegate.getClientName();
	}

	@Override
	public Duration getConnectTimeout() {
		return delegate.getConnectTimeout();
	}

	@Override
	public Duration getReadTimeout() {
		return delegate.getReadTimeout();
	}

}
