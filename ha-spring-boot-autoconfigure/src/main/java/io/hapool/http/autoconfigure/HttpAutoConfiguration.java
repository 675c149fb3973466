package io.hapool.http.autoconfigure;

import io.hapool.http.HttpFailureClassifier;
import io.hapool.http.HttpSource;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.source.HttpSources;
import io.hapool.time.Time;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClientResponseException;

/**
 * {@link AutoConfiguration Auto-configuration} for what HTTP clients say of an endpoint.
 */
@AutoConfiguration(before = PoolsAutoConfiguration.class)
@ConditionalOnClass(RestClientResponseException.class)
@ConditionalOnPools
public final class HttpAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpFailureClassifier haHttpFailureClassifier() {
		return new HttpFailureClassifier();
	}

	@Bean
	@ConditionalOnMissingBean
	HttpSources haHttpSources(Time time) {
		return (url, interval, timeout, format) -> new HttpSource(url, interval, timeout, format, time);
	}

}
