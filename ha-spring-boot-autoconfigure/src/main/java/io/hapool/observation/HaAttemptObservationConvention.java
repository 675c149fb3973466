package io.hapool.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How observed attempts are named and tagged. A bean of this type replaces
 * {@link DefaultHaAttemptObservationConvention}.
 */
public interface HaAttemptObservationConvention extends ObservationConvention<HaAttemptContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof HaAttemptContext;
	}

}
