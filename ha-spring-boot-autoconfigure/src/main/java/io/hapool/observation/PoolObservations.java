package io.hapool.observation;

import java.util.function.Supplier;

import io.hapool.call.EndpointPool;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Makes the observations of calls and attempts.
 *
 * @param registry where they are made
 * @param calls how calls are named and tagged
 * @param attempts how attempts are named and tagged
 */
public record PoolObservations(ObservationRegistry registry, HaCallObservationConvention calls,
		HaAttemptObservationConvention attempts) {

	private static final HaCallObservationConvention CALLS = new DefaultHaCallObservationConvention();

	private static final HaAttemptObservationConvention ATTEMPTS = new DefaultHaAttemptObservationConvention();

	/**
	 * Returns a pool whose calls are observed, whatever door they come by. Closing it
	 * closes the other.
	 * @param <T> the type of the targets
	 * @param pool what makes the calls
	 * @param observations what observes them, looked up at the first call
	 * @return the pool to use in its place
	 */
	public static <T> EndpointPool<T> observe(EndpointPool<T> pool, Supplier<PoolObservations> observations) {
		return (pool instanceof ObservedPool<T>) ? pool : new ObservedPool<>(pool, observations);
	}

	/** Begins a call on the calling thread. */
	ObservedCall begin(String pool) {
		HaCallContext context = new HaCallContext(pool);
		Observation observation = Observation.createNotStarted(calls, CALLS, () -> context, registry).start();
		return new ObservedCall(this, context, observation);
	}

	/** Begins an attempt of a call. */
	ObservedAttempt attempt(Observation call, HaAttemptContext context) {
		Observation observation = Observation.createNotStarted(attempts, ATTEMPTS, () -> context, registry)
			.parentObservation(call)
			.start();
		return new ObservedAttempt(context, observation);
	}

}
