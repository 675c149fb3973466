package io.hapool.event;

/**
 * The right of a listener to be told; ends when closed.
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

	/**
	 * Ends the subscription. Events that wait are dropped. Has no effect when called
	 * again.
	 */
	@Override
	void close();

}
