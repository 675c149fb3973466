package io.hapool.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.hapool.pool.FailureClassifier;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of one database by Spring Data Redis alone, and whether those that were
 * opened have been closed.
 */
public final class PlainDatabaseClient implements DatabaseClient {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final Driver driver;

	private final RedisConfiguration configuration;

	private final RedisConnectionFactory plain;

	private final RedisConnectionFactory recording;

	private final Queue<RedisConnection> opened = new ConcurrentLinkedQueue<>();

	private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

	private final Queue<AutoCloseable> factories = new ConcurrentLinkedQueue<>();

	private PlainDatabaseClient(Driver driver, RedisConfiguration configuration) {
		this.driver = driver;
		this.configuration = configuration;
		this.plain = factory(TIMEOUT);
		this.recording = (RedisConnectionFactory) recording(RedisConnectionFactory.class, plain);
	}

	public static Database standalone(String name, Driver driver, RedisServerProcess server) {
		return new Database(name,
				new PlainDatabaseClient(driver, new RedisStandaloneConfiguration("127.0.0.1", server.port())));
	}

	public static Database cluster(String name, Driver driver, RedisServerProcess server) {
		return new Database(name, new PlainDatabaseClient(driver,
				new RedisClusterConfiguration().clusterNode("127.0.0.1", server.port())));
	}

	public static PlainDatabaseClient of(Database database) {
		return (PlainDatabaseClient) database.client();
	}

	/** Returns how many of the connections that were opened are open. */
	public long open() {
		return opened.stream().filter((connection) -> !connection.isClosed()).count();
	}

	/** Returns how many connections were opened. */
	public int opened() {
		return opened.size();
	}

	/** Returns how long the connections were for that wait. */
	public Queue<Duration> waits() {
		return waits;
	}

	public RedisConnectionFactory plain() {
		return plain;
	}

	@Override
	public RedisConnectionFactory connections() {
		return recording;
	}

	@Override
	public @Nullable ReactiveRedisConnectionFactory reactiveConnections() {
		return (plain instanceof ReactiveRedisConnectionFactory reactive) ? reactive : null;
	}

	@Override
	public RedisConnection connectionThatWaits(Duration wait) {
		waits.add(wait);
		RedisConnection connection = factory(wait.plus(TIMEOUT)).getConnection();
		opened.add(connection);
		return connection;
	}

	@Override
	public CompletableFuture<DatabaseSubscription> subscribe(Collection<Topic> topics, TopicListener listener) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("No messages here"));
	}

	@Override
	public void probe(Probe probe, Duration timeout) {
	}

	@Override
	public FailureClassifier classifier() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void abort() {
	}

	@Override
	public void admit() {
	}

	@Override
	public String description() {
		return "test";
	}

	@Override
	public void close() {
		factories.forEach((factory) -> {
			try {
				factory.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private Object recording(Class<?> type, Object target) {
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
			try {
				Object result = method.invoke(target, arguments);
				if (result instanceof RedisConnection connection) {
					opened.add(connection);
				}
				return result;
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		});
	}

	private RedisConnectionFactory factory(Duration timeout) {
		if (driver == Driver.JEDIS) {
			JedisClientConfiguration client = JedisClientConfiguration.builder()
				.connectTimeout(TIMEOUT)
				.readTimeout(timeout)
				.usePooling()
				.build();
			JedisConnectionFactory factory = (configuration instanceof RedisClusterConfiguration cluster)
					? new JedisConnectionFactory(cluster, client)
					: new JedisConnectionFactory((RedisStandaloneConfiguration) configuration, client);
			factory.afterPropertiesSet();
			factory.start();
			factories.add(factory::destroy);
			return factory;
		}
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(timeout)
			.shutdownTimeout(Duration.ZERO)
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration, client);
		factory.afterPropertiesSet();
		factory.start();
		factories.add(factory::destroy);
		return factory;
	}

	/** Which library connects. */
	public enum Driver {

		LETTUCE, JEDIS

	}

	/** Returns what opens reactive connections, where the driver has any. */
	public ReactiveRedisConnection reactive() {
		return ((ReactiveRedisConnectionFactory) plain).getReactiveConnection();
	}

}
