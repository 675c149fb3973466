package io.hapool.redis.jedis;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.Topic;
import io.hapool.redis.Topic.Kind;
import io.hapool.redis.TopicListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.Subscription;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * A subscription on a connection of Jedis, which a thread reads as long as it lives.
 */
final class JedisSubscription implements DatabaseSubscription, MessageListener, SubscriptionListener {

	private static final Logger log = LoggerFactory.getLogger(JedisSubscription.class);

	private final CompletableFuture<DatabaseSubscription> begun = new CompletableFuture<>();

	private final CompletableFuture<JedisSubscription> ended = new CompletableFuture<>();

	private final TopicListener listener;

	private final Set<Topic> first = ConcurrentHashMap.newKeySet();

	private final ReentrantLock sending = new ReentrantLock();

	private volatile @Nullable RedisConnection connection;

	private volatile boolean closed;

	/**
	 * Nothing is sent after that: its answer would be left for whoever has the connection
	 * next.
	 */
	@GuardedBy("sending")
	private boolean givenUp;

	private JedisSubscription(Collection<Topic> topics, TopicListener listener) {
		this.first.addAll(topics);
		this.listener = listener;
	}

	/**
	 * @param background has a thread for it
	 */
	static CompletableFuture<DatabaseSubscription> open(Supplier<RedisConnectionFactory> factory,
			Collection<Topic> topics, TopicListener listener, Executor background) {
		JedisSubscription subscription = new JedisSubscription(topics, listener);
		background.execute(() -> subscription.read(factory, topics));
		return subscription.begun;
	}

	private void read(Supplier<RedisConnectionFactory> factory, Collection<Topic> topics) {
		try (RedisConnection opened = factory.get().getConnection()) {
			connection = opened;
			byte[][] channels = Topic.names(topics, Kind.CHANNEL);
			if (channels.length > 0) {
				opened.subscribe(this, channels); // until all topics are given up
			}
			else {
				opened.pSubscribe(this, Topic.names(topics, Kind.PATTERN));
			}
		}
		catch (RuntimeException ex) {
			begun.completeExceptionally(ex);
			log.debug("A subscription has ended", ex);
		}
		finally {
			begun.cancel(false);
			ended.complete(this);
		}
	}

	@Override
	public void add(Collection<Topic> topics) {
		send(Topic.names(topics, Kind.CHANNEL), Subscription::subscribe);
		send(Topic.names(topics, Kind.PATTERN), Subscription::pSubscribe);
	}

	@Override
	public void remove(Collection<Topic> topics) {
		send(Topic.names(topics, Kind.CHANNEL), Subscription::unsubscribe);
		send(Topic.names(topics, Kind.PATTERN), Subscription::pUnsubscribe);
	}

	private void send(byte[][] names, Command command) {
		if (names.length > 0) {
			send((subscription) -> command.send(subscription, names), false);
		}
	}

	private void send(Consumer<Subscription> command, boolean last) {
		sending.lock();
		try {
			RedisConnection current = connection;
			Subscription subscription = (current != null) ? current.getSubscription() : null;
			if (subscription != null && !givenUp) {
				givenUp = last;
				command.accept(subscription);
			}
		}
		catch (DataAccessException | JedisException ex) {
			log.debug("A subscription has ended", ex);
		}
		finally {
			sending.unlock();
		}
	}

	@Override
	public CompletionStage<?> ended() {
		return ended;
	}

	@Override
	public void close() {
		closed = true;
		if (begun.isDone()) {
			giveUp();
		}
	}

	private void giveUp() {
		send(Subscription::close, true);
	}

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		Topic topic = (pattern != null && pattern.length > 0) ? new Topic(Kind.PATTERN, pattern)
				: new Topic(Kind.CHANNEL, message.getChannel());
		listener.received(topic, message.getChannel(), message.getBody());
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		subscribed(new Topic(Kind.CHANNEL, channel), count);
	}

	@Override
	public void onPatternSubscribed(byte[] pattern, long count) {
		subscribed(new Topic(Kind.PATTERN, pattern), count);
	}

	private void subscribed(Topic topic, long count) {
		if (count == 1 && topic.kind() == Kind.CHANNEL) {
			// now that it reads: Jedis begins with one kind alone
			send(Topic.names(first, Kind.PATTERN), Subscription::pSubscribe);
		}
		listener.subscribed(topic, count);
		if (first.remove(topic) && first.isEmpty()) {
			begun.complete(this);
			if (closed) {
				giveUp();
			}
		}
	}

	@Override
	public void onChannelUnsubscribed(byte[] channel, long count) {
		listener.unsubscribed(new Topic(Kind.CHANNEL, channel), count);
	}

	@Override
	public void onPatternUnsubscribed(byte[] pattern, long count) {
		listener.unsubscribed(new Topic(Kind.PATTERN, pattern), count);
	}

	@FunctionalInterface
	private interface Command {

		void send(Subscription subscription, byte[][] names);

	}

}
