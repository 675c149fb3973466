package io.hapool.observation;

import java.util.Locale;

import io.micrometer.common.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * How a call or an attempt ended.
 */
public enum HaOutcome {

	/** It returned, and what it returned is no failure. */
	SUCCESS,

	/** It threw, returned what counts as a failure, or was cancelled. */
	FAILURE;

	/** As it stands in tags. */
	static KeyValue tag(@Nullable HaOutcome outcome) {
		return KeyValue.of("outcome",
				(outcome != null) ? outcome.name().toLowerCase(Locale.ROOT) : KeyValue.NONE_VALUE);
	}

}
