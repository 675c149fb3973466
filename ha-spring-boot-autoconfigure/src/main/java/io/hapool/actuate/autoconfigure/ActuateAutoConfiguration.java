package io.hapool.actuate.autoconfigure;

import io.hapool.actuate.CredentialsSanitizingFunction;
import io.hapool.actuate.HaEndpoint;
import io.hapool.actuate.PoolsHealthContributor;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code /actuator/ha}, the health
 * contributor {@code haPools}, and the masking of credentials.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
public final class ActuateAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SanitizingFunction.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		HaEndpoint haEndpoint(EndpointPools pools) {
			return new HaEndpoint(pools);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(EndpointPool.class)
		CredentialsSanitizingFunction haCredentialsSanitizingFunction() {
			return new CredentialsSanitizingFunction();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(EndpointPool.class)
	static class HealthConfiguration {

		// Its condition is of the health module too, so it stands within what asks for
		// that module.
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnEnabledHealthIndicator("ha-pools")
		static class EnabledConfiguration {

			@Bean
			@ConditionalOnMissingBean(name = "haPoolsHealthContributor")
			PoolsHealthContributor haPoolsHealthContributor(EndpointPools pools) {
				return new PoolsHealthContributor(pools);
			}

		}

	}

}
