package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The better of two candidates drawn by weight: the one whose open leases and decaying
 * latency mean promise the sooner answer (the power of two choices over load and a
 * peak-sensitive moving average, after Finagle). Its cost does not grow with the number
 * of candidates.
 */
final class FastestSelection<T> implements SharingPolicy<T> {

	/** An endpoint that has not answered yet is compared by its load alone. */
	private static final long LEAST_LATENCY = 1;

	/** Less of a difference is noise, which must not starve anybody. */
	private static final double ABOUT_THE_SAME = 1.25;

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		int size = candidates.size();
		if (size == 1) {
			return candidates.get(0);
		}
		ThreadLocalRandom random = ThreadLocalRandom.current();
		if (candidates instanceof CandidateGroup<T> group) {
			int index = group.draw(random);
			return better(group, group.get(index), group.get(group.drawOther(random, index)));
		}
		int first = random.nextInt(size);
		int second = (first + 1 + random.nextInt(size - 1)) % size;
		return better(candidates.get(first), candidates.get(second));
	}

	/** The first one if they promise the same: weights and chance decide then. */
	private static <T> PooledEndpoint<T> better(CandidateGroup<T> group, PooledEndpoint<T> first,
			PooledEndpoint<T> second) {
		if (first.share < 1 || second.share < 1) {
			// one that takes a part of its share must not get more of it for being quick
			return first;
		}
		long latency = first.latency.mean();
		long other = second.latency.mean();
		if (latency == 0 || other == 0) {
			latency = LEAST_LATENCY;
			other = LEAST_LATENCY;
		}
		int stripe = Cells.stripe();
		double cost = cost(first.open(stripe), group.relativeWeight(first), latency);
		double otherCost = cost(second.open(stripe), group.relativeWeight(second), other);
		return (cost <= otherCost * ABOUT_THE_SAME) ? first : second;
	}

	private static <T> EndpointView<T> better(EndpointView<T> first, EndpointView<T> second) {
		double cost = cost(first.openLeases(), first.endpoint().weight(), first.meanLatency().toNanos());
		double other = cost(second.openLeases(), second.endpoint().weight(), second.meanLatency().toNanos());
		return (cost <= other * ABOUT_THE_SAME) ? first : second;
	}

	private static double cost(int open, double weight, long latency) {
		return (1 + open / weight) * Math.max(LEAST_LATENCY, latency);
	}

}
