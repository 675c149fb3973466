package io.hapool.metrics.autoconfigure;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.metrics.PoolMetrics;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the pools.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(EndpointPool.class)
public final class MetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PoolMetrics haPoolMetrics(EndpointPools pools) {
		return new PoolMetrics(pools);
	}

}
