package io.hapool.pool.autoconfigure;

import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Looks for pools.
 */
class OnPools extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnPools.class);
		if (PropertyPresence.isAnyBelow("ha.pools", context.getEnvironment())) {
			return ConditionOutcome.match(message.foundExactly("properties under ha.pools"));
		}
		return isDefined(context.getBeanFactory()) ? ConditionOutcome.match(message.foundExactly("EndpointPool beans"))
				: ConditionOutcome.noMatch(message.because("there are no pools"));
	}

	private static boolean isDefined(@Nullable ConfigurableListableBeanFactory beans) {
		return beans != null && beans.getBeanNamesForType(EndpointPool.class, true, false).length > 0;
	}

}
