package io.hapool.pool.autoconfigure;

import io.hapool.call.EndpointPools;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for pools that follow the environment,
 * where Spring Cloud says that it has changed.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnClass(EnvironmentChangeEvent.class)
@ConditionalOnPools
public final class PoolsRefreshAutoConfiguration {

	@Bean
	ApplicationListener<EnvironmentChangeEvent> haPoolsRefresher(HaProperties properties, EndpointPoolFactory factory,
			EndpointPools pools, Environment environment) {
		PoolsRefresher refresher = new PoolsRefresher(properties, factory, pools, environment);
		return new OnEnvironmentChange(refresher);
	}

	/** A class, since the type of its events would be lost in a lambda. */
	private static final class OnEnvironmentChange implements ApplicationListener<EnvironmentChangeEvent> {

		private final PoolsRefresher refresher;

		OnEnvironmentChange(PoolsRefresher refresher) {
			this.refresher = refresher;
		}

		@Override
		public void onApplicationEvent(EnvironmentChangeEvent event) {
			refresher.refresh();
		}

	}

}
