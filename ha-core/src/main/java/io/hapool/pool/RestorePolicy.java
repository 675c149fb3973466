package io.hapool.pool;

/**
 * Decides whether an isolated endpoint is restored at once. Asked of each isolated
 * endpoint before a lease is granted, beside the way back that all have: a trial when the
 * isolation ends.
 * <p>
 * Must be thread-safe, fast and free of effects.
 *
 * @param <T> the type of the targets
 */
@FunctionalInterface
public interface RestorePolicy<T> {

	/**
	 * Returns whether an endpoint is to be restored.
	 * @param endpoint an isolated endpoint
	 * @return whether it is selectable again, without a trial
	 */
	boolean restores(EndpointView<T> endpoint);

	/**
	 * Returns the policy that leaves it to the trials.
	 * @param <T> the type of the targets
	 * @return the policy
	 */
	@SuppressWarnings("unchecked") // it looks at no endpoint
	static <T> RestorePolicy<T> byTrial() {
		return (RestorePolicy<T>) RestoreByTrial.INSTANCE;
	}

}
