package io.hapool.http.autoconfigure;

import java.util.List;

import io.hapool.http.HttpCheckSettings;
import io.hapool.http.HttpHealthCheck;
import io.hapool.http.HttpStatuses;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.HttpCheckFactory;
import io.hapool.pool.autoconfigure.HttpCheckFactory.Definition;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ClientHttpRequest;

/**
 * {@link AutoConfiguration Auto-configuration} for health checks by HTTP.
 */
@AutoConfiguration(before = PoolsAutoConfiguration.class)
@ConditionalOnClass({ ClientHttpRequestFactoryBuilder.class, ClientHttpRequest.class })
@ConditionalOnPools
public final class HttpCheckAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpCheckFactory haHttpCheckFactory(ObjectProvider<SslBundles> bundles, ObjectProvider<Time> time) {
		return (definition) -> new HttpHealthCheck(settings(definition, bundles), time.getObject());
	}

	private static HttpCheckSettings settings(Definition definition, ObjectProvider<SslBundles> bundles) {
		List<String> status = definition.status();
		return new HttpCheckSettings(definition.path(), definition.port(),
				(status != null) ? HttpStatuses.parse(status) : HttpStatuses.SUCCESSFUL, definition.headers(),
				definition.timeout(), bundle(definition.sslBundle(), bundles.getIfAvailable()));
	}

	private static @Nullable SslBundle bundle(@Nullable String name, @Nullable SslBundles bundles) {
		if (name == null) {
			return null;
		}
		List<String> known = (bundles != null) ? bundles.getBundleNames() : List.of();
		if (bundles == null || !known.contains(name)) {
			throw new IllegalArgumentException("ssl.bundle: there is no SSL bundle \"" + name + "\" (expected: "
					+ (known.isEmpty() ? "one defined under spring.ssl.bundle" : "one of " + known) + ")");
		}
		return bundles.getBundle(name);
	}

}
