package io.hapool.pool;

/**
 * Picks the endpoint of a lease. An instance belongs to one pool and may keep state of
 * its own; it must be thread-safe and must not block.
 *
 * @param <T> the type of the targets
 */
@FunctionalInterface
public interface SelectionPolicy<T> {

	/**
	 * Selects one of the candidates.
	 * @param candidates one or more
	 * @return one of them
	 */
	EndpointView<T> select(Candidates<T> candidates);

	/**
	 * Stays on the selected endpoint until it fails, then takes the best: the highest
	 * weight, the first of equals.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> sticky() {
		return new StickySelection<>();
	}

	/**
	 * Takes a random one of those with the highest score (hapool's way).
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> score() {
		return new ScoreSelection<>();
	}

	/**
	 * Takes one after the other.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> roundRobin() {
		return new RoundRobinSelection<>();
	}

	/**
	 * Takes any, each as likely as the others.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> random() {
		return new RandomSelection<>();
	}

}
