package io.hapool.reactive.autoconfigure;

import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.reactive.ReactiveHaTemplate;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for reactive calls over pools.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(name = "reactor.core.publisher.Mono")
@ConditionalOnPools
public final class ReactiveAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ReactiveHaTemplate reactiveHaTemplate(EndpointPools pools) {
		return new ReactiveHaTemplate(pools);
	}

}
