package io.hapool.redis.reactive;

import java.nio.ByteBuffer;

import io.hapool.redis.Repetition;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactivePubSubCommands;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Publishes to the database that is selected; a subscription stays where it began.
 */
final class RoutedPubSubCommands implements ReactivePubSubCommands {

	private final ReactiveRoute route;

	RoutedPubSubCommands(ReactiveRoute route) {
		this.route = route;
	}

	@Override
	public Mono<ReactiveSubscription> createSubscription(SubscriptionListener listener) {
		return route.remain((connection) -> real(connection).createSubscription(listener));
	}

	@Override
	public Flux<Long> publish(Publisher<ChannelMessage<ByteBuffer, ByteBuffer>> messages) {
		return Flux.from(messages)
			.concatMap((message) -> route.run(Repetition.HARMFUL,
					(connection) -> real(connection).publish(Mono.just(message)).singleOrEmpty()));
	}

	@Override
	public Mono<Void> subscribe(ByteBuffer... channels) {
		return route.remain((connection) -> real(connection).subscribe(channels));
	}

	@Override
	public Mono<Void> pSubscribe(ByteBuffer... patterns) {
		return route.remain((connection) -> real(connection).pSubscribe(patterns));
	}

	private static ReactivePubSubCommands real(ReactiveRedisConnection connection) {
		return connection.pubSubCommands();
	}

}
