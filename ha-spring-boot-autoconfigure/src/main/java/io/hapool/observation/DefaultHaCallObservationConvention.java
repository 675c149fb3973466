package io.hapool.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Observed calls are {@code ha.calls}, with {@code pool} and {@code outcome}
 * ({@code success}, {@code failure}).
 */
public class DefaultHaCallObservationConvention implements HaCallObservationConvention {

	@Override
	public String getName() {
		return "ha.calls";
	}

	@Override
	public String getContextualName(HaCallContext context) {
		return context.getPool() + " call";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HaCallContext context) {
		return KeyValues.of(KeyValue.of("pool", context.getPool()), HaOutcome.tag(context.getOutcome()));
	}

}
