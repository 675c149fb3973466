package io.hapool.redis.reactive;

import java.util.function.Function;

import io.hapool.redis.Repetition;
import io.hapool.redis.TopicListener;
import io.hapool.redis.pubsub.Listening;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveGeoCommands;
import org.springframework.data.redis.connection.ReactiveHashCommands;
import org.springframework.data.redis.connection.ReactiveHyperLogLogCommands;
import org.springframework.data.redis.connection.ReactiveKeyCommands;
import org.springframework.data.redis.connection.ReactiveListCommands;
import org.springframework.data.redis.connection.ReactiveNumberCommands;
import org.springframework.data.redis.connection.ReactivePubSubCommands;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveScriptingCommands;
import org.springframework.data.redis.connection.ReactiveServerCommands;
import org.springframework.data.redis.connection.ReactiveSetCommands;
import org.springframework.data.redis.connection.ReactiveStreamCommands;
import org.springframework.data.redis.connection.ReactiveStringCommands;
import org.springframework.data.redis.connection.ReactiveZSetCommands;

/**
 * A reactive connection whose commands take a route of their own each.
 */
class RoutingReactiveConnection implements ReactiveRedisConnection {

	private final ReactiveRoute route;

	private final Function<TopicListener, Listening> listening;

	/**
	 * @param listening makes what listens to topics
	 */
	RoutingReactiveConnection(ReactiveRoute route, Function<TopicListener, Listening> listening) {
		this.route = route;
		this.listening = listening;
	}

	final ReactiveRoute route() {
		return route;
	}

	@Override
	public ReactiveGeoCommands geoCommands() {
		return ReactiveFacet.of(ReactiveGeoCommands.class, route, ReactiveRedisConnection::geoCommands);
	}

	@Override
	public ReactiveHashCommands hashCommands() {
		return ReactiveFacet.of(ReactiveHashCommands.class, route, ReactiveRedisConnection::hashCommands);
	}

	@Override
	public ReactiveHyperLogLogCommands hyperLogLogCommands() {
		return ReactiveFacet.of(ReactiveHyperLogLogCommands.class, route, ReactiveRedisConnection::hyperLogLogCommands);
	}

	@Override
	public ReactiveKeyCommands keyCommands() {
		return ReactiveFacet.of(ReactiveKeyCommands.class, route, ReactiveRedisConnection::keyCommands);
	}

	@Override
	public ReactiveListCommands listCommands() {
		return ReactiveFacet.of(ReactiveListCommands.class, route, ReactiveRedisConnection::listCommands);
	}

	@Override
	public ReactiveNumberCommands numberCommands() {
		return ReactiveFacet.of(ReactiveNumberCommands.class, route, ReactiveRedisConnection::numberCommands);
	}

	@Override
	public ReactiveScriptingCommands scriptingCommands() {
		return ReactiveFacet.of(ReactiveScriptingCommands.class, route, ReactiveRedisConnection::scriptingCommands);
	}

	@Override
	public ReactiveServerCommands serverCommands() {
		return ReactiveFacet.of(ReactiveServerCommands.class, route, ReactiveRedisConnection::serverCommands);
	}

	@Override
	public ReactiveSetCommands setCommands() {
		return ReactiveFacet.of(ReactiveSetCommands.class, route, ReactiveRedisConnection::setCommands);
	}

	@Override
	public ReactiveStreamCommands streamCommands() {
		return ReactiveFacet.of(ReactiveStreamCommands.class, route, ReactiveRedisConnection::streamCommands);
	}

	@Override
	public ReactiveStringCommands stringCommands() {
		return ReactiveFacet.of(ReactiveStringCommands.class, route, ReactiveRedisConnection::stringCommands);
	}

	@Override
	public ReactiveZSetCommands zSetCommands() {
		return ReactiveFacet.of(ReactiveZSetCommands.class, route, ReactiveRedisConnection::zSetCommands);
	}

	@Override
	public ReactivePubSubCommands pubSubCommands() {
		return new RoutedPubSubCommands(route, listening);
	}

	@Override
	public Mono<String> ping() {
		return route.run(Repetition.HARMLESS, ReactiveRedisConnection::ping);
	}

	@Override
	public Mono<Void> closeLater() {
		return route.closeLater();
	}

}
