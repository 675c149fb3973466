package io.hapool.benchmarks;

import java.time.Duration;

import io.hapool.redis.AuthenticationErrors;
import io.hapool.redis.DatabaseClient;
import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.redis.lettuce.LettuceDatabaseClient;
import io.hapool.time.Time;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import redis.clients.jedis.ConnectionPoolConfig;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A driver below Spring Data Redis, set up as the starter does.
 */
enum RedisDriver {

	/** One connection for all. */
	LETTUCE {
		@Override
		DatabaseClient connect(int port, Time time) {
			return new LettuceDatabaseClient(server(port), lettuce(), null, AuthenticationErrors.ARE_MISTAKES, time);
		}

		@Override
		RedisConnectionFactory connectPlain(int port) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(server(port), lettuce());
			factory.afterPropertiesSet();
			factory.start();
			return factory;
		}
	},

	/** A pool of connections. */
	JEDIS {
		@Override
		DatabaseClient connect(int port, Time time) {
			return new JedisDatabaseClient(server(port), jedis(), null, AuthenticationErrors.ARE_MISTAKES, time);
		}

		@Override
		RedisConnectionFactory connectPlain(int port) {
			JedisConnectionFactory factory = new JedisConnectionFactory(server(port), jedis());
			factory.afterPropertiesSet();
			factory.start();
			return factory;
		}
	};

	/** Of every command, of every client that is compared. */
	static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

	/** More than there are threads. */
	private static final int CONNECTIONS = 32;

	/**
	 * Makes a database of several.
	 */
	abstract DatabaseClient connect(int port, Time time);

	/**
	 * Makes what there is without the starter.
	 */
	abstract RedisConnectionFactory connectPlain(int port);

	private static RedisStandaloneConfiguration server(int port) {
		return new RedisStandaloneConfiguration("127.0.0.1", port);
	}

	private static LettuceClientConfiguration lettuce() {
		return LettuceClientConfiguration.builder().commandTimeout(COMMAND_TIMEOUT).clientOptions(options()).build();
	}

	static ClientOptions options() {
		return ClientOptions.builder()
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(COMMAND_TIMEOUT).build())
			.timeoutOptions(TimeoutOptions.enabled())
			.build();
	}

	private static JedisClientConfiguration jedis() {
		return JedisClientConfiguration.builder()
			.readTimeout(COMMAND_TIMEOUT)
			.connectTimeout(COMMAND_TIMEOUT)
			.usePooling()
			.poolConfig(pool())
			.build();
	}

	static ConnectionPoolConfig pool() {
		ConnectionPoolConfig pool = new ConnectionPoolConfig();
		pool.setMaxTotal(CONNECTIONS);
		pool.setMaxIdle(CONNECTIONS);
		return pool;
	}

}
