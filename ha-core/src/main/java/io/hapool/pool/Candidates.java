package io.hapool.pool;

/**
 * The endpoints among which a policy selects: those of the best tier that are selectable
 * and that the call has not tried yet, in the order of the pool. Valid during the
 * selection only.
 *
 * @param <T> the type of the targets
 */
public interface Candidates<T> {

	/**
	 * Returns how many there are.
	 * @return 1 or more
	 */
	int size();

	/**
	 * Returns one of them.
	 * @param index from 0 to {@code size() - 1}
	 * @return the endpoint
	 */
	EndpointView<T> get(int index);

}
