package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The candidate with the fewest open leases for its weight; the first look falls on a
 * random one, so that equals take turns.
 */
final class LeastLeasedSelection<T> implements SharingPolicy<T> {

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		int size = candidates.size();
		int index = ThreadLocalRandom.current().nextInt(size);
		EndpointView<T> least = candidates.get(index);
		double load = load(least);
		for (int i = 1; i < size && load > 0; i++) {
			index = (index + 1 < size) ? index + 1 : 0;
			EndpointView<T> candidate = candidates.get(index);
			double other = load(candidate);
			if (other < load) {
				least = candidate;
				load = other;
			}
		}
		return least;
	}

	private static double load(EndpointView<?> candidate) {
		return candidate.openLeases() / candidate.endpoint().weight();
	}

}
