package io.hapool.redis.lettuce;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ClusterCommandExecutor;
import org.springframework.data.redis.connection.ClusterTopologyProvider;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClusterConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * Spring's factory, all of whose native connections are known.
 */
final class KnownConnectionFactory extends LettuceConnectionFactory {

	/** Longer than anyone waits, and short enough to be counted in nanoseconds. */
	private static final Duration FOREVER = Duration.ofDays(3650);

	private final KnownConnections known;

	private final KnownConnections probing;

	private final AtomicReference<@Nullable TurnstileProvider> turnstiles = new AtomicReference<>();

	private @Nullable LettuceConnectionProvider forProbes;

	private @Nullable LettuceConnectionProvider forMessages;

	private @Nullable SharedNativeConnection<byte[]> shared;

	private @Nullable SharedNativeConnection<ByteBuffer> sharedReactive;

	/** What the next connection of this thread may wait for; not pooled by Spring. */
	private final ThreadLocal<@Nullable Duration> patience = new ThreadLocal<>();

	KnownConnectionFactory(RedisConfiguration configuration, LettuceClientConfiguration client, KnownConnections known,
			KnownConnections probing) {
		super(configuration, client);
		this.known = known;
		this.probing = probing;
	}

	/**
	 * Opens connections that no abort of the others closes.
	 */
	LettuceConnectionProvider probeConnections() {
		return started(forProbes);
	}

	/**
	 * Opens connections of any kind beside those of the pool.
	 */
	LettuceConnectionProvider messageConnections() {
		return started(forMessages);
	}

	private static LettuceConnectionProvider started(@Nullable LettuceConnectionProvider provider) {
		if (provider == null) {
			throw new IllegalStateException("Not started");
		}
		return provider;
	}

	RedisConnection connectionThatWaits(Duration wait) {
		patience.set(wait.isZero() ? FOREVER : wait.plus(getClientConfiguration().getCommandTimeout()));
		try {
			return getConnection();
		}
		finally {
			patience.remove();
		}
	}

	CompletableFuture<?> connectReactive() {
		if (sharedReactive == null || !getShareNativeConnection()) {
			return CompletableFuture.completedFuture(this);
		}
		CompletableFuture<?> opening = sharedReactive.connect();
		return (opening.isDone() && !opening.isCompletedExceptionally()) ? opening
				: opening.exceptionally((failure) -> {
					throw SharedNativeConnection.failed(failure);
				});
	}

	@Override
	public void stop() {
		if (shared != null) {
			shared.close();
		}
		if (sharedReactive != null) {
			sharedReactive.close();
		}
		super.stop();
	}

	@Override
	protected AbstractRedisClient createClient() {
		AbstractRedisClient client = super.createClient();
		TimeoutOptions timeouts = WaitingTimeouts.in(client.getOptions().getTimeoutOptions(),
				getClientConfiguration().getCommandTimeout());
		if (client instanceof RedisClusterClient cluster) {
			ClusterClientOptions options = (ClusterClientOptions) client.getOptions();
			cluster.setOptions(options.mutate().timeoutOptions(timeouts).build());
		}
		else if (client instanceof RedisClient single) {
			single.setOptions(client.getOptions().mutate().timeoutOptions(timeouts).build());
		}
		return client;
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		LettuceConnectionProvider provider = super.doCreateConnectionProvider(client, codec);
		KnownConnectionProvider sharing = KnownConnectionProvider.shared(provider, known);
		if (codec instanceof ByteArrayCodec) {
			forProbes = KnownConnectionProvider.shared(provider, probing);
			forMessages = sharing;
			shared = new SharedNativeConnection<>(sharing, known);
		}
		else {
			sharedReactive = new SharedNativeConnection<>(sharing, known);
		}
		return KnownConnectionProvider.dedicated(provider, known);
	}

	@Override
	protected LettuceConnection doCreateLettuceConnection(
			@Nullable StatefulRedisConnection<byte[], byte[]> sharedConnection, LettuceConnectionProvider provider,
			long timeout, int database) {
		Duration wait = patience.get();
		LettuceConnectionProvider dedicated = dedicated(provider);
		if (wait == null) {
			return super.doCreateLettuceConnection(sharedConnection, dedicated, timeout, database);
		}
		// on the shared one all others would wait, too
		return super.doCreateLettuceConnection(null, dedicated, wait.toMillis(), database);
	}

	/** Where they come from a pool, who waits for one can be sent away. */
	private LettuceConnectionProvider dedicated(LettuceConnectionProvider provider) {
		if (!(getClientConfiguration() instanceof LettucePoolingClientConfiguration pooled)) {
			return provider;
		}
		TurnstileProvider before = turnstiles.get();
		if (before != null && before.standsBefore(provider)) {
			return before;
		}
		TurnstileProvider made = new TurnstileProvider(provider, pooled.getPoolConfig(), known);
		return turnstiles.compareAndSet(before, made) ? made : dedicated(provider);
	}

	@Override
	protected LettuceClusterConnection doCreateLettuceClusterConnection(
			@Nullable StatefulRedisClusterConnection<byte[], byte[]> sharedConnection,
			LettuceConnectionProvider provider, ClusterTopologyProvider topology, ClusterCommandExecutor executor,
			Duration timeout) {
		Duration wait = patience.get();
		LettuceConnectionProvider dedicated = dedicated(provider);
		if (wait == null) {
			return super.doCreateLettuceClusterConnection(sharedConnection, dedicated, topology, executor, timeout);
		}
		return super.doCreateLettuceClusterConnection(null, dedicated, topology, executor, wait);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected @Nullable StatefulRedisConnection<byte[], byte[]> getSharedConnection() {
		return (isClusterAware() || shared == null || !getShareNativeConnection()) ? null
				: (StatefulRedisConnection<byte[], byte[]>) shared.get();
	}

	@Override
	protected @Nullable StatefulRedisClusterConnection<byte[], byte[]> getSharedClusterConnection() {
		return (!isClusterAware() || shared == null || !getShareNativeConnection()) ? null
				: (StatefulRedisClusterConnection<byte[], byte[]>) shared.get();
	}

	@Override
	protected @Nullable StatefulConnection<ByteBuffer, ByteBuffer> getSharedReactiveConnection() {
		if (sharedReactive == null || !getShareNativeConnection()) {
			return null;
		}
		if (!sharedReactive.connect().isDone() && Thread.currentThread() instanceof FastThreadLocalThread) {
			// cut since it was connected; it may be this thread that connects it again
			throw new RedisConnectionFailureException("Unable to connect to Redis",
					new ConnectException("The connection is being opened"));
		}
		return sharedReactive.get();
	}

}
