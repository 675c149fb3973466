package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Each candidate with a probability in proportion to its weight.
 */
final class WeightedSelection<T> implements SharingPolicy<T> {

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		if (candidates instanceof CandidateGroup<T> group) {
			return group.get(group.draw(random));
		}
		double sum = 0;
		for (int i = 0; i < candidates.size(); i++) {
			sum += candidates.get(i).endpoint().weight();
		}
		double left = random.nextDouble() * sum;
		int last = candidates.size() - 1;
		for (int i = 0; i < last; i++) {
			left -= candidates.get(i).endpoint().weight();
			if (left < 0) {
				return candidates.get(i);
			}
		}
		return candidates.get(last);
	}

}
