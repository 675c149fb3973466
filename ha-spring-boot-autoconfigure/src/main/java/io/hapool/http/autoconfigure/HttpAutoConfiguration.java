package io.hapool.http.autoconfigure;

import io.hapool.http.HttpFailureClassifier;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;

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

}
