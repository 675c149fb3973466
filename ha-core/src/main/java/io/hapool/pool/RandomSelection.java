package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Each candidate with the same probability.
 */
final class RandomSelection<T> implements SharingPolicy<T> {

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		return candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
	}

}
