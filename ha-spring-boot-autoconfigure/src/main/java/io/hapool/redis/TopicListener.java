package io.hapool.redis;

/**
 * Who is told of messages, one at a time and in their order, on a thread of the driver:
 * to block there delays what follows, and with Lettuce other commands too.
 */
@FunctionalInterface
public interface TopicListener {

	/**
	 * A message has come.
	 * @param topic the channel, or the pattern by which it was found
	 * @param channel where it was published
	 * @param message what was
	 */
	void received(Topic topic, byte[] channel, byte[] message);

	/**
	 * The database confirms that it will send what is published there.
	 * @param topic which
	 * @param count how many topics there are now
	 */
	default void subscribed(Topic topic, long count) {
	}

	/**
	 * The database confirms that it sends no more of it.
	 * @param topic which
	 * @param count how many topics there are now
	 */
	default void unsubscribed(Topic topic, long count) {
	}

}
