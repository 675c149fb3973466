package io.hapool.pool.autoconfigure;

import java.time.Duration;

import io.hapool.annotation.HaTemplate;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.event.EventHistory;
import io.hapool.event.EventPublisher;
import io.hapool.pool.FailureClassifier;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the pools of {@code ha.pools.*}.
 */
@AutoConfiguration
@EnableConfigurationProperties(HaProperties.class)
@Import(EndpointPoolRegistrar.class)
public final class PoolsAutoConfiguration {

	static final String FACTORY_BEAN = "haEndpointPoolFactory";

	@Bean
	@ConfigurationPropertiesBinding
	@Conditional(OnAnyProperty.class)
	static PropertyConverters.StringToEndpoint haStringToEndpointConverter() {
		return new PropertyConverters.StringToEndpoint();
	}

	@Bean
	@ConfigurationPropertiesBinding
	@Conditional(OnAnyProperty.class)
	static PropertyConverters.StringToRatio haStringToRatioConverter() {
		return new PropertyConverters.StringToRatio();
	}

	@Bean
	@ConfigurationPropertiesBinding
	@Conditional(OnAnyProperty.class)
	static PropertyConverters.NumberToRatio haNumberToRatioConverter() {
		return new PropertyConverters.NumberToRatio();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnPools
	@ConditionalOnMissingBean(Time.class)
	SystemTime haTime() {
		return new SystemTime();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnPools
	@ConditionalOnMissingBean
	EventPublisher haEventPublisher(Time time, ObjectProvider<EventHistory> histories) {
		EventPublisher events = new EventPublisher(time);
		histories.forEach(events::keepIn);
		return events;
	}

	@Bean(FACTORY_BEAN)
	@ConditionalOnPools
	EndpointPoolFactory haEndpointPoolFactory(HaProperties properties, ListableBeanFactory beans,
			ObjectProvider<FailureClassifier> classifiers, Time time, EventPublisher events) {
		FailureClassifier classifier = classifiers.orderedStream()
			.reduce(FailureClassifier::orElse)
			.map((first) -> first.orElse(FailureClassifier.standard()))
			.orElseGet(FailureClassifier::standard);
		PoolResolver resolver = new PoolResolver(properties, new SelectionPolicies(beans), new SourceResolver(beans),
				new CheckResolver(beans), classifier);
		return new EndpointPoolFactory(resolver, time, events);
	}

	@Bean
	@ConditionalOnMissingBean(EndpointPools.class)
	ContextEndpointPools endpointPools(ListableBeanFactory beans) {
		return new ContextEndpointPools(beans);
	}

	@Bean
	@ConditionalOnPools
	@ConditionalOnMissingBean
	HaTemplate haTemplate(EndpointPools pools) {
		return new HaTemplate(pools);
	}

	@Bean
	@ConditionalOnPools
	PoolsLifecycle haPoolsLifecycle(ObjectProvider<EndpointPool<?>> pools, EventPublisher events,
			ApplicationEventPublisher application, Time time, Environment environment) {
		Duration timeout = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(Duration.ofSeconds(30));
		return new PoolsLifecycle(pools, events, application, time, timeout);
	}

}
