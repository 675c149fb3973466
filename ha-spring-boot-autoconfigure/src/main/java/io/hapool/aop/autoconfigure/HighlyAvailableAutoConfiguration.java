package io.hapool.aop.autoconfigure;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.aop.AnnotatedCalls;
import io.hapool.aop.HighlyAvailableAdvisor;
import io.hapool.aop.HighlyAvailableBeanChecker;
import io.hapool.aop.HighlyAvailableInterceptor;
import io.hapool.aop.HighlyAvailableProxyChecker;
import io.hapool.aop.NeighbourFailureClassifier;
import io.hapool.aop.UnrepeatableFailures;
import io.hapool.aop.ValidationFailureClassifier;
import io.hapool.call.EndpointPools;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link HighlyAvailable}.
 */
@AutoConfiguration(after = PoolsAutoConfiguration.class)
@Conditional(OnPoolsOrAnnotation.class)
@EnableConfigurationProperties(AnnotationProperties.class)
@Import(AutoProxyRegistrar.class)
public final class HighlyAvailableAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnotatedCalls haAnnotatedCalls(ConfigurableBeanFactory beans) {
		return new AnnotatedCalls(beans);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static HighlyAvailableAdvisor highlyAvailableAdvisor(AnnotatedCalls calls, ObjectProvider<EndpointPools> pools,
			Environment environment) {
		// not the bean: advisors are made before post-processors, who would miss it
		int order = Binder.get(environment)
			.bind("ha.annotation.order", Integer.class)
			.orElse(HighlyAvailableAdvisor.DEFAULT_ORDER);
		return new HighlyAvailableAdvisor(new HighlyAvailableInterceptor(calls, pools::getObject), order);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static HighlyAvailableBeanChecker highlyAvailableBeanChecker(AnnotatedCalls calls,
			ObjectProvider<EndpointPools> pools) {
		return new HighlyAvailableBeanChecker(calls, pools::getObject);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static HighlyAvailableProxyChecker highlyAvailableProxyChecker(AnnotatedCalls calls,
			ObjectProvider<EndpointPools> pools, ConfigurableListableBeanFactory beans) {
		return new HighlyAvailableProxyChecker(calls, pools::getObject, beans);
	}

	@Bean
	UnrepeatableFailures haUnrepeatableFailures() {
		return new UnrepeatableFailures();
	}

	@Bean
	NeighbourFailureClassifier haNeighbourFailureClassifier() {
		return new NeighbourFailureClassifier();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "jakarta.validation.ValidationException")
	static class ValidationConfiguration {

		@Bean
		ValidationFailureClassifier haValidationFailureClassifier() {
			return new ValidationFailureClassifier();
		}

	}

}
