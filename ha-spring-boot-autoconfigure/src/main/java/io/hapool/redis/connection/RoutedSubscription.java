package io.hapool.redis.connection;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.hapool.redis.Topic;
import io.hapool.redis.Topic.Kind;
import io.hapool.redis.TopicListener;
import io.hapool.redis.pubsub.Confirmations;
import io.hapool.redis.pubsub.Listening;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.DefaultMessage;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisInvalidSubscriptionException;
import org.springframework.data.redis.connection.Subscription;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * What a connection listens to, as Spring Data Redis sees it.
 */
final class RoutedSubscription implements Subscription {

	private final MessageListener listener;

	private final Listening listening;

	private final PersistenceExceptionTranslator translator;

	RoutedSubscription(MessageListener listener, RoutingConnection.Shared shared) {
		this.listener = listener;
		this.listening = new Listening(shared.router(), shared.notifications(), adapted(listener));
		this.translator = shared.translator();
	}

	/** Listens until this is closed, by whoever. */
	void listen(Kind kind, byte[]... names) {
		CompletableFuture<Void> begun = listening.begin(topics(kind, names));
		try {
			listening.ended().get();
			if (begun.isCompletedExceptionally() && !begun.isCancelled()) {
				begun.get();
			}
		}
		catch (ExecutionException ex) {
			throw translated((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			listening.close();
		}
	}

	private RuntimeException translated(Throwable failure) {
		if (!(failure instanceof RuntimeException unchecked)) {
			return new RedisSystemException("Cannot subscribe", failure);
		}
		DataAccessException translated = translator.translateExceptionIfPossible(unchecked);
		return (translated != null) ? translated : unchecked;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the listener is told
	public void subscribe(byte[]... channels) {
		requireAlive();
		listening.add(topics(Kind.CHANNEL, channels));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the listener is told
	public void pSubscribe(byte[]... patterns) {
		requireAlive();
		listening.add(topics(Kind.PATTERN, patterns));
	}

	private void requireAlive() {
		if (!isAlive()) {
			throw new RedisInvalidSubscriptionException(
					"Subscription has been unsubscribed and cannot be used anymore");
		}
	}

	@Override
	public void unsubscribe() {
		listening.remove(topics(Kind.CHANNEL, listening.names(Kind.CHANNEL)));
	}

	@Override
	public void unsubscribe(byte[]... channels) {
		listening.remove(topics(Kind.CHANNEL, channels));
	}

	@Override
	public void pUnsubscribe() {
		listening.remove(topics(Kind.PATTERN, listening.names(Kind.PATTERN)));
	}

	@Override
	public void pUnsubscribe(byte[]... patterns) {
		listening.remove(topics(Kind.PATTERN, patterns));
	}

	@Override
	public Collection<byte[]> getChannels() {
		return listening.names(Kind.CHANNEL);
	}

	@Override
	public Collection<byte[]> getPatterns() {
		return listening.names(Kind.PATTERN);
	}

	@Override
	public MessageListener getListener() {
		return listener;
	}

	@Override
	public boolean isAlive() {
		return !listening.ended().isDone();
	}

	@Override
	public void close() {
		listening.close();
	}

	private static List<Topic> topics(Kind kind, byte[]... names) {
		return topics(kind, Arrays.asList(names));
	}

	private static List<Topic> topics(Kind kind, Collection<byte[]> names) {
		return names.stream().map((name) -> new Topic(kind, name)).toList();
	}

	private static TopicListener adapted(MessageListener listener) {
		SubscriptionListener confirmations = (listener instanceof SubscriptionListener both) ? both
				: SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER;
		return new TopicListener() {

			@Override
			public void received(Topic topic, byte[] channel, byte[] message) {
				byte @Nullable [] pattern = (topic.kind() == Kind.PATTERN) ? topic.name() : null;
				listener.onMessage(new DefaultMessage(channel, message), pattern);
			}

			@Override
			public void subscribed(Topic topic, long count) {
				Confirmations.subscribed(confirmations, topic, count);
			}

			@Override
			public void unsubscribed(Topic topic, long count) {
				Confirmations.unsubscribed(confirmations, topic, count);
			}

		};
	}

}
