package io.hapool.redis.pubsub;

import io.hapool.redis.Topic;
import io.hapool.redis.Topic.Kind;

import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Passes confirmations on as Spring Data Redis has them.
 */
public final class Confirmations {

	private Confirmations() {
	}

	/**
	 * Tells that a topic is subscribed to.
	 * @param listener whom to tell
	 * @param topic which
	 * @param count how many there are now
	 */
	public static void subscribed(SubscriptionListener listener, Topic topic, long count) {
		if (topic.kind() == Kind.CHANNEL) {
			listener.onChannelSubscribed(topic.name(), count);
		}
		else {
			listener.onPatternSubscribed(topic.name(), count);
		}
	}

	/**
	 * Tells that a topic is not subscribed to any more.
	 * @param listener whom to tell
	 * @param topic which
	 * @param count how many there are now
	 */
	public static void unsubscribed(SubscriptionListener listener, Topic topic, long count) {
		if (topic.kind() == Kind.CHANNEL) {
			listener.onChannelUnsubscribed(topic.name(), count);
		}
		else {
			listener.onPatternUnsubscribed(topic.name(), count);
		}
	}

}
