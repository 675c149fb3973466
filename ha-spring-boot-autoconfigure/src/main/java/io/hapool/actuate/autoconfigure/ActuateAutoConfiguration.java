package io.hapool.actuate.autoconfigure;

import io.hapool.actuate.RedisSection;
import io.hapool.actuate.CredentialsSanitizingFunction;
import io.hapool.actuate.HaEndpoint;
import io.hapool.actuate.HaEventsEndpoint;
import io.hapool.actuate.PoolsHealthContributor;
import io.hapool.call.EndpointPools;
import io.hapool.event.EventHistory;
import io.hapool.event.EventPublisher;
import io.hapool.pool.autoconfigure.ConditionalOnPools;
import io.hapool.pool.autoconfigure.HaProperties;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.time.Time;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code /actuator/ha},
 * {@code /actuator/haevents}, the health contributor {@code haPools}, and the masking of
 * credentials.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@ConditionalOnPools
public final class ActuateAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ SanitizingFunction.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		HaEndpoint haEndpoint(EndpointPools pools, EventPublisher events, Time time,
				ObjectProvider<RedisSection> redis) {
			return new HaEndpoint(pools, events, time, redis.getIfAvailable());
		}

		@Bean
		@ConditionalOnMissingBean
		CredentialsSanitizingFunction haCredentialsSanitizingFunction() {
			return new CredentialsSanitizingFunction();
		}

		// Its condition is of the actuator too, so it stands within what asks for that.
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnAvailableEndpoint(HaEventsEndpoint.class)
		@EnableConfigurationProperties(EventsProperties.class)
		static class EventsConfiguration {

			@Bean
			@ConditionalOnMissingBean
			EventHistory haEventHistory(EventsProperties properties) {
				return new EventHistory(properties.history());
			}

			/** The publisher may be one of the application, which knows no history. */
			@Bean
			@ConditionalOnMissingBean
			HaEventsEndpoint haEventsEndpoint(EventHistory history, EventPublisher events) {
				events.keepIn(history);
				return new HaEventsEndpoint(history);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		// Its condition is of the health module too, so it stands within what asks for
		// that module.
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnEnabledHealthIndicator("ha-pools")
		static class EnabledConfiguration {

			@Bean
			@ConditionalOnMissingBean(name = "haPoolsHealthContributor")
			PoolsHealthContributor haPoolsHealthContributor(EndpointPools pools, HaProperties properties) {
				return new PoolsHealthContributor(pools, new PoolsDownWhen(properties));
			}

		}

	}

}
