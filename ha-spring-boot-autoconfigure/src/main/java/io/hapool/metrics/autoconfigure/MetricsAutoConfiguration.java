package io.hapool.metrics.autoconfigure;

import io.hapool.call.EndpointPools;
import io.hapool.event.EventPublisher;
import io.hapool.metrics.CallMeters;
import io.hapool.metrics.PoolMetrics;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.time.Time;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the pools.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnPools
@EnableConfigurationProperties(MetricsProperties.class)
public final class MetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PoolMetrics haPoolMetrics(EndpointPools pools, EventPublisher events, Time time, MetricsProperties properties,
			ListableBeanFactory beans) {
		boolean observed = beans.containsBean("haObservedPoolPostProcessor");
		return new PoolMetrics(pools, events, time, properties.maxEndpoints(),
				observed ? CallMeters.OBSERVATIONS : CallMeters.COUNTERS);
	}

}
