package io.hapool.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How observed calls are named and tagged. A bean of this type replaces
 * {@link DefaultHaCallObservationConvention}.
 */
public interface HaCallObservationConvention extends ObservationConvention<HaCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof HaCallContext;
	}

}
