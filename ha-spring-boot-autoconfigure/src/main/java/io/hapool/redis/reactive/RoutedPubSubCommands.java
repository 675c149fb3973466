package io.hapool.redis.reactive;

import java.nio.ByteBuffer;
import java.util.function.Function;

import io.hapool.redis.Repetition;
import io.hapool.redis.TopicListener;
import io.hapool.redis.pubsub.Listening;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactivePubSubCommands;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Publishes to the database that is selected; a subscription follows it.
 */
final class RoutedPubSubCommands implements ReactivePubSubCommands {

	private final ReactiveRoute route;

	private final Function<TopicListener, Listening> listening;

	RoutedPubSubCommands(ReactiveRoute route, Function<TopicListener, Listening> listening) {
		this.route = route;
		this.listening = listening;
	}

	@Override
	public Mono<ReactiveSubscription> createSubscription(SubscriptionListener listener) {
		return Mono.fromSupplier(() -> subscription(listener));
	}

	private RoutedReactiveSubscription subscription(SubscriptionListener listener) {
		return new RoutedReactiveSubscription(listener, listening, route::closeToo);
	}

	@Override
	public Flux<Long> publish(Publisher<ChannelMessage<ByteBuffer, ByteBuffer>> messages) {
		return Flux.from(messages)
			.concatMap((message) -> route.run(Repetition.HARMFUL,
					(connection) -> connection.pubSubCommands().publish(Mono.just(message)).singleOrEmpty()));
	}

	@Override
	public Mono<Void> subscribe(ByteBuffer... channels) {
		return Mono.defer(() -> subscription(SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER).subscribe(channels));
	}

	@Override
	public Mono<Void> pSubscribe(ByteBuffer... patterns) {
		return Mono.defer(() -> subscription(SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER).pSubscribe(patterns));
	}

}
