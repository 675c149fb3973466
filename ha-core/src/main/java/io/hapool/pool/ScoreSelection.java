package io.hapool.pool;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A random one among the best. If a random one has the highest score that there is, it is
 * that one; else they are looked for in one pass, in which the n-th best replaces the
 * choice with probability 1/n (reservoir sampling).
 */
final class ScoreSelection<T> implements SelectionPolicy<T> {

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		EndpointView<T> any = candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
		if (any instanceof PooledEndpoint<T> endpoint && endpoint.hasFullScore()) {
			return any;
		}
		return best(candidates);
	}

	private EndpointView<T> best(Candidates<T> candidates) {
		EndpointView<T> choice = candidates.get(0);
		int bestScore = choice.score();
		int equals = 1;
		for (int i = 1; i < candidates.size(); i++) {
			EndpointView<T> candidate = candidates.get(i);
			int score = candidate.score();
			equals = (score > bestScore) ? 1 : (score == bestScore) ? equals + 1 : equals;
			if (score > bestScore || (score == bestScore && ThreadLocalRandom.current().nextInt(equals) == 0)) {
				choice = candidate;
				bestScore = score;
			}
		}
		return choice;
	}

}
