package io.hapool.aop.autoconfigure;

import io.hapool.annotation.HighlyAvailable;
import io.hapool.pool.autoconfigure.ConditionalOnPools;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Matches if there are pools, or a bean that wants one: that the pool is missing must be
 * said at the start, and not by calls that lease nothing.
 */
class OnPoolsOrAnnotation extends AnyNestedCondition {

	OnPoolsOrAnnotation() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnPools
	static class Pools {

	}

	@Conditional(OnAnnotation.class)
	static class Annotated {

	}

	/**
	 * Looks at the metadata that scanning has read already: of beans made by methods, or
	 * defined in code without, nothing is known before they are made.
	 */
	static class OnAnnotation extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition(HighlyAvailable.class);
			for (String name : context.getRegistry().getBeanDefinitionNames()) {
				if (context.getRegistry().getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition
						&& isAnnotated(definition.getMetadata())) {
					return ConditionOutcome.match(message.found("bean").items(name));
				}
			}
			return ConditionOutcome.noMatch(message.because("no bean is annotated"));
		}

		private static boolean isAnnotated(AnnotationMetadata bean) {
			String annotation = HighlyAvailable.class.getName();
			return bean.isAnnotated(annotation) || bean.hasAnnotatedMethods(annotation);
		}

	}

}
