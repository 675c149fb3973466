package io.hapool.sample;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the callers have seen.
 *
 * @param calls calls that have ended, with a quote or a failure
 * @param failures calls that ended with a failure
 * @param lastFailure the last failure, if there ever was one
 * @param callsPerSecond calls that ended in the last seconds, per second
 * @param latency how long calls took
 * @param shares which part of the last seconds' quotes each backend gave, 0 to 1
 */
public record TrafficSummary(long calls, long failures, @Nullable String lastFailure, double callsPerSecond,
		Latency latency, Map<String, Double> shares) {

	/**
	 * How long the calls of the last ten seconds took, from the moment when they were due
	 * to the moment when the caller had a quote or a failure.
	 *
	 * @param lastMillis the last one
	 * @param medianMillis half of them took no longer
	 * @param p99Millis 99 of 100 took no longer
	 */
	public record Latency(double lastMillis, double medianMillis, double p99Millis) {
	}

}
