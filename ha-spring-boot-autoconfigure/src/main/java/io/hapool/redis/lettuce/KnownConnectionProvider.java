package io.hapool.redis.lettuce;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Opens connections that are known from then on.
 */
final class KnownConnectionProvider
		implements LettuceConnectionProvider, LettuceConnectionProvider.TargetAware, DisposableBean {

	private final LettuceConnectionProvider delegate;

	private final KnownConnections known;

	private final boolean singleUse;

	private KnownConnectionProvider(LettuceConnectionProvider delegate, KnownConnections known, boolean singleUse) {
		this.delegate = delegate;
		this.known = known;
		this.singleUse = singleUse;
	}

	/** For the connection that all share. */
	static KnownConnectionProvider shared(LettuceConnectionProvider delegate, KnownConnections known) {
		return new KnownConnectionProvider(delegate, known, false);
	}

	/**
	 * For connections that one user has to itself: once cut they are closed, where
	 * Lettuce would connect them anew, without the {@code WATCH} that was theirs.
	 */
	static KnownConnectionProvider dedicated(LettuceConnectionProvider delegate, KnownConnections known) {
		return new KnownConnectionProvider(delegate, known, true);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType) {
		return opened(known.follow(() -> delegate.getConnectionAsync(connectionType)));
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType,
			RedisURI redisURI) {
		return opened(known.follow(() -> toNode(delegate, connectionType, redisURI)));
	}

	/** By who may be unable to connect to one node alone. */
	static <T extends StatefulConnection<?, ?>> CompletionStage<T> toNode(LettuceConnectionProvider connections,
			Class<T> connectionType, RedisURI node) {
		if (connections instanceof TargetAware target) {
			return target.getConnectionAsync(connectionType, node);
		}
		return CompletableFuture
			.failedFuture(new UnsupportedOperationException("Connections to one node alone, by " + connections));
	}

	private <T extends StatefulConnection<?, ?>> CompletionStage<T> opened(CompletionStage<T> opening) {
		return singleUse ? opening.thenApply((connection) -> {
			if (hasOneChannel(connection)) {
				connection.addListener(closing(connection));
			}
			return connection;
		}) : opening;
	}

	/** Subscriptions are carried over to a new channel. */
	private static boolean hasOneChannel(StatefulConnection<?, ?> connection) {
		return connection instanceof StatefulRedisConnection
				&& !(connection instanceof StatefulRedisMasterReplicaConnection)
				&& !(connection instanceof StatefulRedisPubSubConnection);
	}

	private RedisConnectionStateListener closing(StatefulConnection<?, ?> connection) {
		return new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> channel) {
				if (known.forget(connection) && !channel.isClosed()) {
					KnownConnections.closeLater(connection);
				}
			}

		};
	}

	@Override
	public CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		// Lettuce warns of what is closed twice
		return known.forget(connection) ? delegate.releaseAsync(connection) : CompletableFuture.completedFuture(null);
	}

	@Override
	public void destroy() throws Exception {
		if (delegate instanceof DisposableBean disposable) {
			disposable.destroy();
		}
	}

}
