package io.hapool.pool.autoconfigure;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if anything is said under {@code ha}: then it has to be bound.
 */
class OnAnyProperty implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return PropertyPresence.isAnyBelow("ha", context.getEnvironment());
	}

}
