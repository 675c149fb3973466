package io.hapool.redis;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * What one database sends of some topics, on a connection of its own, until that is lost.
 * It is not connected again.
 * <p>
 * Thread-safe.
 */
public interface DatabaseSubscription extends AutoCloseable {

	/**
	 * Asks for more topics. The listener is told when they are confirmed; has no effect
	 * when the connection is lost.
	 * @param topics at least one
	 */
	void add(Collection<Topic> topics);

	/**
	 * Asks for fewer topics; as above.
	 * @param topics at least one
	 */
	void remove(Collection<Topic> topics);

	/**
	 * Returns when there is nothing more to come.
	 * @return completes, in one way or another, when the connection is lost or closed
	 */
	CompletionStage<?> ended();

	/**
	 * Gives up all topics, and then the connection. Waits for nothing.
	 */
	@Override
	void close();

}
