package io.hapool.redis.reactive;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.hapool.redis.Topic;
import io.hapool.redis.Topic.Kind;
import io.hapool.redis.TopicListener;
import io.hapool.redis.pubsub.Confirmations;
import io.hapool.redis.pubsub.Listening;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.util.ByteUtils;

/**
 * What a reactive connection listens to. Everybody who receives gets every message from
 * then on.
 * <p>
 * Thread-safe.
 */
final class RoutedReactiveSubscription implements ReactiveSubscription, TopicListener {

	private final Set<FluxSink<Message<ByteBuffer, ByteBuffer>>> receivers = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Listening> current = new AtomicReference<>();

	private final SubscriptionListener confirmations;

	private final Function<TopicListener, Listening> making;

	private final Runnable whenCancelled;

	/**
	 * @param making makes what listens
	 */
	RoutedReactiveSubscription(SubscriptionListener confirmations, Function<TopicListener, Listening> making,
			Function<RoutedReactiveSubscription, Runnable> whenCancelled) {
		this.confirmations = confirmations;
		this.making = making;
		this.whenCancelled = whenCancelled.apply(this);
	}

	@Override
	public Mono<Void> subscribe(ByteBuffer... channels) {
		return Mono.fromFuture(() -> listen(topics(Kind.CHANNEL, channels)), true);
	}

	@Override
	public Mono<Void> pSubscribe(ByteBuffer... patterns) {
		return Mono.fromFuture(() -> listen(topics(Kind.PATTERN, patterns)), true);
	}

	private CompletableFuture<Void> listen(List<Topic> topics) {
		while (true) {
			Listening listening = current.get();
			if (listening != null && !listening.ended().isDone()) {
				return listening.add(topics);
			}
			Listening made = making.apply(this);
			if (current.compareAndSet(listening, made)) {
				return made.begin(topics);
			}
		}
	}

	@Override
	public Mono<Void> unsubscribe() {
		return Mono.fromRunnable(() -> giveUp(topics(Kind.CHANNEL, names(Kind.CHANNEL))));
	}

	@Override
	public Mono<Void> unsubscribe(ByteBuffer... channels) {
		return Mono.fromRunnable(() -> giveUp(topics(Kind.CHANNEL, channels)));
	}

	@Override
	public Mono<Void> pUnsubscribe() {
		return Mono.fromRunnable(() -> giveUp(topics(Kind.PATTERN, names(Kind.PATTERN))));
	}

	@Override
	public Mono<Void> pUnsubscribe(ByteBuffer... patterns) {
		return Mono.fromRunnable(() -> giveUp(topics(Kind.PATTERN, patterns)));
	}

	private void giveUp(List<Topic> topics) {
		Listening listening = current.get();
		if (listening != null && !topics.isEmpty()) {
			listening.remove(topics);
		}
	}

	@Override
	public Set<ByteBuffer> getChannels() {
		return buffers(Kind.CHANNEL);
	}

	@Override
	public Set<ByteBuffer> getPatterns() {
		return buffers(Kind.PATTERN);
	}

	private Set<ByteBuffer> buffers(Kind kind) {
		return names(kind).stream().map(ByteBuffer::wrap).collect(Collectors.toUnmodifiableSet());
	}

	private Collection<byte[]> names(Kind kind) {
		Listening listening = current.get();
		return (listening != null) ? listening.names(kind) : List.of();
	}

	@Override
	public Flux<Message<ByteBuffer, ByteBuffer>> receive() {
		return Flux.create((receiver) -> {
			receiver.onDispose(() -> receivers.remove(receiver));
			receivers.add(receiver);
		});
	}

	@Override
	public Mono<Void> cancel() {
		return Mono.fromRunnable(this::close);
	}

	/** Who receives still is told as by the driver's own. */
	void close() {
		whenCancelled.run();
		Listening listening = current.get();
		if (listening != null) {
			listening.close();
		}
		receivers.forEach((receiver) -> receiver.error(new CancellationException("Disconnected")));
	}

	@Override
	public void received(Topic topic, byte[] channel, byte[] message) {
		receivers.forEach((receiver) -> receiver.next((topic.kind() == Kind.CHANNEL)
				? new ChannelMessage<>(ByteBuffer.wrap(channel), ByteBuffer.wrap(message)) : new PatternMessage<>(
						ByteBuffer.wrap(topic.name()), ByteBuffer.wrap(channel), ByteBuffer.wrap(message))));
	}

	@Override
	public void subscribed(Topic topic, long count) {
		Confirmations.subscribed(confirmations, topic, count);
	}

	@Override
	public void unsubscribed(Topic topic, long count) {
		Confirmations.unsubscribed(confirmations, topic, count);
	}

	private static List<Topic> topics(Kind kind, ByteBuffer... names) {
		return topics(kind, Arrays.stream(names).map(ByteUtils::getBytes).toList());
	}

	private static List<Topic> topics(Kind kind, Collection<byte[]> names) {
		return names.stream().map((name) -> new Topic(kind, name)).toList();
	}

}
