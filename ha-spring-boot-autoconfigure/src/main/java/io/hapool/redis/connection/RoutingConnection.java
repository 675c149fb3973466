package io.hapool.redis.connection;

import java.util.Collections;
import java.util.List;

import io.hapool.redis.DatabaseRouter;
import io.hapool.redis.Topic;
import io.hapool.redis.command.Conduct;
import io.hapool.redis.command.WireCommands;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisCommands;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisGeoCommands;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.connection.RedisHyperLogLogCommands;
import org.springframework.data.redis.connection.RedisKeyCommands;
import org.springframework.data.redis.connection.RedisListCommands;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.RedisServerCommands;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.RedisSubscribedConnectionException;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.Subscription;

/**
 * A connection whose commands take a route of their own each, until they are tied to one
 * database.
 */
@NullUnmarked // as the interface
class RoutingConnection implements RedisConnection {

	private final ConnectionRoute route;

	private final Shared shared;

	private @Nullable RedisGeoCommands geoCommands;

	private @Nullable RedisHashCommands hashCommands;

	private @Nullable RedisHyperLogLogCommands hyperLogLogCommands;

	private @Nullable RedisKeyCommands keyCommands;

	private @Nullable RedisListCommands listCommands;

	private @Nullable RedisSetCommands setCommands;

	private @Nullable RedisScriptingCommands scriptingCommands;

	private @Nullable RedisStreamCommands streamCommands;

	private @Nullable RedisStringCommands stringCommands;

	private @Nullable RedisZSetCommands zSetCommands;

	private @Nullable RedisServerCommands serverCommands;

	/** Seen by those who stop it from other threads. */
	private volatile @Nullable RoutedSubscription subscription;

	RoutingConnection(ConnectionRoute route, Shared shared) {
		this.route = route;
		this.shared = shared;
	}

	/**
	 * What its factory has for all its connections.
	 *
	 * @param router where their subscriptions go
	 * @param notifications what is to be told on every database
	 * @param translator knows the exceptions of the drivers
	 */
	record Shared(DatabaseRouter router, KeyspaceNotifications notifications,
			PersistenceExceptionTranslator translator) {
	}

	final Shared shared() {
		return shared;
	}

	final ConnectionRoute route() {
		return route;
	}

	/** Connects, to find out whether it can. */
	final void open() {
		route.run(Conduct.READ, (connection) -> connection);
	}

	@Override
	public RedisCommands commands() {
		return this;
	}

	@Override
	public RedisGeoCommands geoCommands() {
		if (geoCommands == null) {
			geoCommands = Facet.of(RedisGeoCommands.class, route, RedisConnection::geoCommands);
		}
		return geoCommands;
	}

	@Override
	public RedisHashCommands hashCommands() {
		if (hashCommands == null) {
			hashCommands = Facet.of(RedisHashCommands.class, route, RedisConnection::hashCommands);
		}
		return hashCommands;
	}

	@Override
	public RedisHyperLogLogCommands hyperLogLogCommands() {
		if (hyperLogLogCommands == null) {
			hyperLogLogCommands = Facet.of(RedisHyperLogLogCommands.class, route, RedisConnection::hyperLogLogCommands);
		}
		return hyperLogLogCommands;
	}

	@Override
	public RedisKeyCommands keyCommands() {
		if (keyCommands == null) {
			keyCommands = Facet.of(RedisKeyCommands.class, route, RedisConnection::keyCommands);
		}
		return keyCommands;
	}

	@Override
	public RedisListCommands listCommands() {
		if (listCommands == null) {
			listCommands = Facet.of(RedisListCommands.class, route, RedisConnection::listCommands);
		}
		return listCommands;
	}

	@Override
	public RedisSetCommands setCommands() {
		if (setCommands == null) {
			setCommands = Facet.of(RedisSetCommands.class, route, RedisConnection::setCommands);
		}
		return setCommands;
	}

	@Override
	public RedisScriptingCommands scriptingCommands() {
		if (scriptingCommands == null) {
			scriptingCommands = Facet.of(RedisScriptingCommands.class, route, RedisConnection::scriptingCommands);
		}
		return scriptingCommands;
	}

	@Override
	public RedisStreamCommands streamCommands() {
		if (streamCommands == null) {
			streamCommands = Facet.of(RedisStreamCommands.class, route, RedisConnection::streamCommands);
		}
		return streamCommands;
	}

	@Override
	public RedisStringCommands stringCommands() {
		if (stringCommands == null) {
			stringCommands = Facet.of(RedisStringCommands.class, route, RedisConnection::stringCommands);
		}
		return stringCommands;
	}

	@Override
	public RedisZSetCommands zSetCommands() {
		if (zSetCommands == null) {
			zSetCommands = Facet.of(RedisZSetCommands.class, route, RedisConnection::zSetCommands);
		}
		return zSetCommands;
	}

	@Override
	public RedisServerCommands serverCommands() {
		if (serverCommands == null) {
			serverCommands = shared.notifications()
				.learningFrom(RedisServerCommands.class,
						Facet.of(RedisServerCommands.class, route, RedisConnection::serverCommands));
		}
		return serverCommands;
	}

	@Override
	public Object execute(String command, byte[]... arguments) {
		return route.run(WireCommands.conduct(command, arguments),
				(connection) -> connection.execute(command, arguments));
	}

	@Override
	public byte[] echo(byte[] message) {
		return route.run(Conduct.READ, (connection) -> connection.echo(message));
	}

	@Override
	public String ping() {
		return route.run(Conduct.READ, RedisConnection::ping);
	}

	@Override
	public Long publish(byte[] channel, byte[] message) {
		return route.run(Conduct.HARMFUL, (connection) -> connection.publish(channel, message));
	}

	@Override
	public void select(int index) {
		route.tie(Tie.STATE, (connection) -> {
			connection.select(index);
			return null;
		});
	}

	@Override
	public Object getNativeConnection() {
		return route.tie(Tie.STATE, RedisConnection::getNativeConnection);
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return route.tie(Tie.STATE, RedisConnection::getSentinelConnection);
	}

	@Override
	public void multi() {
		route.begin(Tie.TRANSACTION, (connection) -> {
			connection.multi();
			return null;
		});
	}

	@Override
	public void watch(byte[]... keys) {
		route.begin(Tie.WATCH, (connection) -> {
			connection.watch(keys);
			return null;
		});
	}

	@Override
	public List<@Nullable Object> exec() {
		return route.execute(RedisConnection::exec);
	}

	@Override
	public void discard() {
		route.end(Conduct.READ, (connection) -> {
			connection.discard();
			return null;
		}, Tie.TRANSACTION, Tie.WATCH);
	}

	@Override
	public void unwatch() {
		ConnectionCommand<Object> unwatch = (connection) -> {
			connection.unwatch();
			return null;
		};
		if (isQueueing()) {
			// It is queued, and takes effect with the rest.
			route.run(Conduct.READ, unwatch);
		}
		else {
			route.end(Conduct.READ, unwatch, Tie.WATCH);
		}
	}

	@Override
	public boolean isQueueing() {
		RedisConnection held = route.held();
		return held != null && route.isTied() && held.isQueueing();
	}

	@Override
	public void openPipeline() {
		route.beginPipeline();
	}

	@Override
	public boolean isPipelined() {
		return route.isTied(Tie.PIPELINE);
	}

	@Override
	public List<@Nullable Object> closePipeline() {
		if (!route.isPipelineOpen()) {
			route.untie(Tie.PIPELINE);
			return Collections.emptyList();
		}
		return route.closePipeline(RedisConnection::closePipeline);
	}

	@Override
	public void subscribe(MessageListener listener, byte[]... channels) {
		listen(listener, Topic.Kind.CHANNEL, channels);
	}

	@Override
	public void pSubscribe(MessageListener listener, byte[]... patterns) {
		listen(listener, Topic.Kind.PATTERN, patterns);
	}

	/**
	 * As with Jedis, and as the interface says: until nothing is subscribed to any more.
	 */
	private void listen(MessageListener listener, Topic.Kind kind, byte[]... names) {
		if (isSubscribed()) {
			throw new RedisSubscribedConnectionException(
					"Connection already subscribed; use the connection Subscription to cancel or add new channels");
		}
		if (isQueueing() || isPipelined()) {
			throw new InvalidDataAccessApiUsageException(
					"Cannot subscribe in a pipeline or transaction (expected: a connection of its own)");
		}
		route.requireOpen();
		RoutedSubscription begun = new RoutedSubscription(listener, shared);
		subscription = begun;
		begun.listen(kind, names);
	}

	@Override
	public boolean isSubscribed() {
		RoutedSubscription current = subscription;
		return current != null && current.isAlive();
	}

	@Override
	public Subscription getSubscription() {
		return subscription;
	}

	@Override
	public boolean isClosed() {
		return route.isClosed();
	}

	@Override
	public void close() {
		RoutedSubscription current = subscription;
		if (current != null) {
			current.close();
		}
		route.close();
	}

	@Override
	public String toString() {
		return "Connection " + route;
	}

}
