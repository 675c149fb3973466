package io.hapool.observation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;

/**
 * One attempt. Ended by whoever knows of its end first.
 */
final class ObservedAttempt {

	private final AtomicBoolean ended = new AtomicBoolean();

	private final HaAttemptContext context;

	private final Observation observation;

	ObservedAttempt(HaAttemptContext context, Observation observation) {
		this.context = context;
		this.observation = observation;
	}

	Observation observation() {
		return observation;
	}

	void failed(Throwable failure) {
		if (ended.compareAndSet(false, true)) {
			context.setOutcome(HaOutcome.FAILURE);
			observation.error(failure).stop();
		}
	}

	void end(HaOutcome outcome) {
		if (ended.compareAndSet(false, true)) {
			context.setOutcome(outcome);
			observation.stop();
		}
	}

}
