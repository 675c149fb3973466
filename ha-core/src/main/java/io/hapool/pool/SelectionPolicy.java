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
	 * Returns what {@link #select} might take now, without any effect: for people who
	 * look, and for a lease that goes elsewhere only because the endpoint has as many as
	 * it may. A policy that keeps state overrides this.
	 * @param candidates one or more
	 * @return one of them
	 */
	default EndpointView<T> preview(Candidates<T> candidates) {
		return select(candidates);
	}

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
	 * Takes the better of two that are drawn by weight: the one whose open leases and
	 * decaying latency mean promise the sooner answer. The cost does not grow with the
	 * number of candidates.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> fastest() {
		return new FastestSelection<>();
	}

	/**
	 * Takes any, with a probability in proportion to its weight.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> weighted() {
		return new WeightedSelection<>();
	}

	/**
	 * Takes the one with the fewest open leases for its weight. Looks at all candidates.
	 * @param <T> the type of the targets
	 * @return a new policy
	 */
	static <T> SelectionPolicy<T> leastLeased() {
		return new LeastLeasedSelection<>();
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
