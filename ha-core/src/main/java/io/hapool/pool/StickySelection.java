package io.hapool.pool;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the selected endpoint as long as it is a candidate without a failure in a row.
 */
final class StickySelection<T> implements SelectionPolicy<T> {

	private volatile @Nullable EndpointView<T> selected;

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		if (selected instanceof PooledEndpoint<T> current && current.group == candidates
				&& current.consecutiveFailures() == 0) {
			return current;
		}
		EndpointView<T> best = best(candidates);
		selected = best;
		return best;
	}

	@Override
	public EndpointView<T> preview(Candidates<T> candidates) {
		return best(candidates);
	}

	private EndpointView<T> best(Candidates<T> candidates) {
		EndpointView<T> current = selected;
		EndpointView<T> best = candidates.get(0);
		for (int i = 0; i < candidates.size(); i++) {
			EndpointView<T> candidate = candidates.get(i);
			if (current != null && candidate.endpoint().equals(current.endpoint())
					&& candidate.consecutiveFailures() == 0) {
				return candidate;
			}
			if (isBetter(candidate, best)) {
				best = candidate;
			}
		}
		return best;
	}

	private static boolean isBetter(EndpointView<?> candidate, EndpointView<?> best) {
		int failures = Integer.compare(candidate.consecutiveFailures(), best.consecutiveFailures());
		return failures < 0 || (failures == 0 && candidate.endpoint().weight() > best.endpoint().weight());
	}

}
