package io.hapool.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Observed attempts are {@code ha.attempt}, with {@code pool} and {@code outcome}
 * ({@code success}, {@code failure}) for meters, and {@code endpoint} for traces.
 */
public class DefaultHaAttemptObservationConvention implements HaAttemptObservationConvention {

	@Override
	public String getName() {
		return "ha.attempt";
	}

	@Override
	public String getContextualName(HaAttemptContext context) {
		return context.getPool() + " attempt";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HaAttemptContext context) {
		return KeyValues.of(KeyValue.of("pool", context.getPool()), HaOutcome.tag(context.getOutcome()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(HaAttemptContext context) {
		return KeyValues.of("endpoint", context.getEndpoint());
	}

}
