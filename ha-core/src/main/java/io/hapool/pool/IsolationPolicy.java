package io.hapool.pool;

/**
 * Decides whether an endpoint that has just failed is isolated.
 * <p>
 * Must be thread-safe, fast and free of effects: it may be asked more than once of one
 * failure.
 *
 * @param <T> the type of the targets
 */
@FunctionalInterface
public interface IsolationPolicy<T> {

	/**
	 * Returns whether an endpoint is to be isolated.
	 * @param endpoint the endpoint, the failure counted
	 * @return whether it is isolated
	 */
	boolean isolates(EndpointView<T> endpoint);

	/**
	 * Returns the policy that isolates after failures in a row.
	 * @param <T> the type of the targets
	 * @param failures how many, 1 or more
	 * @return the policy
	 */
	static <T> IsolationPolicy<T> consecutiveFailures(int failures) {
		Checks.atLeast("failures", failures, 1);
		return (endpoint) -> endpoint.consecutiveFailures() >= failures;
	}

	/**
	 * Returns the policy that isolates nobody.
	 * @param <T> the type of the targets
	 * @return the policy
	 */
	static <T> IsolationPolicy<T> never() {
		return (endpoint) -> false;
	}

}
