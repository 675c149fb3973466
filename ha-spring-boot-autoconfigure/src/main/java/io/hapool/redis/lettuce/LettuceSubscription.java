package io.hapool.redis.lettuce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.hapool.redis.DatabaseSubscription;
import io.hapool.redis.Topic;
import io.hapool.redis.Topic.Kind;
import io.hapool.redis.TopicListener;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * A subscription on a connection of Lettuce. That would connect itself again, and
 * subscribe; but not before long, and to a database that may not be selected any more.
 */
final class LettuceSubscription
		implements DatabaseSubscription, RedisPubSubListener<byte[], byte[]>, RedisConnectionStateListener {

	private final CompletableFuture<LettuceSubscription> ended = new CompletableFuture<>();

	private final LettuceConnectionProvider connections;

	private final StatefulRedisPubSubConnection<byte[], byte[]> connection;

	private final TopicListener listener;

	private LettuceSubscription(LettuceConnectionProvider connections,
			StatefulRedisPubSubConnection<byte[], byte[]> connection, TopicListener listener) {
		this.connections = connections;
		this.connection = connection;
		this.listener = listener;
	}

	@SuppressWarnings("unchecked")
	static CompletableFuture<DatabaseSubscription> open(LettuceConnectionProvider connections, Collection<Topic> topics,
			TopicListener listener) {
		return connections.getConnectionAsync(StatefulRedisPubSubConnection.class)
			.thenCompose((connection) -> new LettuceSubscription(connections,
					(StatefulRedisPubSubConnection<byte[], byte[]>) connection, listener)
				.begin(topics))
			.toCompletableFuture();
	}

	private CompletionStage<DatabaseSubscription> begin(Collection<Topic> topics) {
		connection.addListener((RedisConnectionStateListener) this);
		connection.addListener((RedisPubSubListener<byte[], byte[]>) this);
		return send(topics).<DatabaseSubscription>thenApply((confirmed) -> this).whenComplete((begun, failure) -> {
			if (failure != null) {
				release();
			}
		});
	}

	private CompletableFuture<Void> send(Collection<Topic> topics) {
		RedisPubSubAsyncCommands<byte[], byte[]> commands = connection.async();
		List<CompletableFuture<?>> confirmations = new ArrayList<>();
		byte[][] channels = Topic.names(topics, Kind.CHANNEL);
		byte[][] patterns = Topic.names(topics, Kind.PATTERN);
		if (channels.length > 0) {
			confirmations.add(commands.subscribe(channels).toCompletableFuture());
		}
		if (patterns.length > 0) {
			confirmations.add(commands.psubscribe(patterns).toCompletableFuture());
		}
		return CompletableFuture.allOf(confirmations.toArray(CompletableFuture<?>[]::new));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the listener is told
	public void add(Collection<Topic> topics) {
		send(topics);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // the listener is told
	public void remove(Collection<Topic> topics) {
		byte[][] channels = Topic.names(topics, Kind.CHANNEL);
		byte[][] patterns = Topic.names(topics, Kind.PATTERN);
		if (channels.length > 0) {
			connection.async().unsubscribe(channels);
		}
		if (patterns.length > 0) {
			connection.async().punsubscribe(patterns);
		}
	}

	@Override
	public CompletionStage<?> ended() {
		return ended;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits
	public void close() {
		RedisPubSubAsyncCommands<byte[], byte[]> commands = connection.async();
		CompletableFuture
			.allOf(commands.unsubscribe().toCompletableFuture(), commands.punsubscribe().toCompletableFuture(),
					// confirmations of what was subscribed come before its answer
					commands.ping().toCompletableFuture())
			.whenComplete((unsubscribed, failure) -> release());
	}

	@SuppressWarnings("FutureReturnValueIgnored") // nobody waits
	private void release() {
		ended.complete(this);
		connections.releaseAsync(connection);
	}

	@Override
	public void onRedisDisconnected(RedisChannelHandler<?, ?> channel) {
		release();
	}

	@Override
	public void message(byte[] channel, byte[] message) {
		listener.received(new Topic(Kind.CHANNEL, channel), channel, message);
	}

	@Override
	public void message(byte[] pattern, byte[] channel, byte[] message) {
		listener.received(new Topic(Kind.PATTERN, pattern), channel, message);
	}

	@Override
	public void subscribed(byte[] channel, long count) {
		listener.subscribed(new Topic(Kind.CHANNEL, channel), count);
	}

	@Override
	public void psubscribed(byte[] pattern, long count) {
		listener.subscribed(new Topic(Kind.PATTERN, pattern), count);
	}

	@Override
	public void unsubscribed(byte[] channel, long count) {
		listener.unsubscribed(new Topic(Kind.CHANNEL, channel), count);
	}

	@Override
	public void punsubscribed(byte[] pattern, long count) {
		listener.unsubscribed(new Topic(Kind.PATTERN, pattern), count);
	}

}
