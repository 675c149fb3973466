package io.hapool.redis.autoconfigure;

import io.hapool.pool.autoconfigure.PropertyPresence;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Looks for databases.
 */
class OnRedisDatabases extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnRedisDatabases.class);
		return PropertyPresence.isAnyBelow("ha.redis", context.getEnvironment())
				? ConditionOutcome.match(message.foundExactly("properties under ha.redis"))
				: ConditionOutcome.noMatch(message.because("nothing is said under ha.redis"));
	}

}
