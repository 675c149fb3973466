package io.hapool.call;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a healthy endpoint takes to answer.
 *
 * @param shape how it varies
 * @param low the shortest answer
 * @param high the longest answer
 */
record Latency(Shape shape, Duration low, Duration high) {

	static Latency fixed(Duration latency) {
		return new Latency(Shape.UNIFORM, latency, latency);
	}

	static Latency uniform(Duration low, Duration high) {
		return new Latency(Shape.UNIFORM, low, high);
	}

	/** Mostly near the low end, some far above it; cut at ten times the mean. */
	static Latency exponential(Duration low, Duration mean) {
		return new Latency(Shape.EXPONENTIAL, low, low.plus(mean.multipliedBy(10)));
	}

	long draw(RandomGenerator random) {
		long span = high.toNanos() - low.toNanos();
		double share = switch (shape) {
			case UNIFORM -> random.nextDouble();
			case EXPONENTIAL -> Math.min(1, -Math.log(1 - random.nextDouble()) / 10);
		};
		return low.toNanos() + (long) (span * share);
	}

	/** How it varies. */
	enum Shape {

		UNIFORM, EXPONENTIAL

	}

}
