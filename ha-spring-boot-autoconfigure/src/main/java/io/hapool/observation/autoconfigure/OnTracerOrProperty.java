package io.hapool.observation.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * Matches if there is a tracer, or somebody asks.
 */
class OnTracerOrProperty extends AnyNestedCondition {

	OnTracerOrProperty() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnBean(type = "io.micrometer.tracing.Tracer")
	static class Traced {

	}

	@ConditionalOnProperty("ha.observations.enabled")
	static class Asked {

	}

}
