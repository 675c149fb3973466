package io.hapool.redis;

import java.time.Duration;

import io.hapool.redis.jedis.JedisDatabaseClient;
import io.hapool.redis.lettuce.LettuceDatabaseClient;
import io.hapool.time.SystemTime;
import io.hapool.time.Time;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.ConnectionPoolConfig;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * The drivers, each of which must do the same.
 */
public enum RedisDriver {

	LETTUCE {

		@Override
		DatabaseClient connect(RedisConfiguration target, Duration timeout, AuthenticationErrors errors) {
			GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
			pool.setMaxTotal(POOL_SIZE);
			pool.setMaxWait(LONGEST_WAIT);
			ClientOptions options = ClientOptions.builder()
				.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
				.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofMillis(500)).build())
				.timeoutOptions(TimeoutOptions.enabled())
				.build();
			return new LettuceDatabaseClient(target,
					LettucePoolingClientConfiguration.builder()
						.poolConfig(pool)
						.clientOptions(options)
						.commandTimeout(timeout)
						.build(),
					null, errors, TIME);
		}

	},

	JEDIS {

		@Override
		DatabaseClient connect(RedisConfiguration target, Duration timeout, AuthenticationErrors errors) {
			ConnectionPoolConfig pool = new ConnectionPoolConfig();
			pool.setMaxTotal(POOL_SIZE);
			pool.setMaxWait(LONGEST_WAIT);
			return new JedisDatabaseClient(target,
					JedisClientConfiguration.builder()
						.connectTimeout(Duration.ofMillis(500))
						.readTimeout(timeout)
						.usePooling()
						.poolConfig(pool)
						.build(),
					null, errors, TIME);
		}

	};

	static final int POOL_SIZE = 4;

	/** For one of the pool: longer than a stall of this process. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	/** Its threads end when they have nothing to do. */
	private static final Time TIME = new SystemTime();

	/**
	 * Creates a client whose commands time out after two seconds.
	 */
	public DatabaseClient connect(RedisServerProcess server) {
		return connect(standalone(server.port()), Duration.ofSeconds(2));
	}

	public DatabaseClient connect(RedisConfiguration target, Duration timeout) {
		return connect(target, timeout, AuthenticationErrors.ARE_MISTAKES);
	}

	abstract DatabaseClient connect(RedisConfiguration target, Duration timeout, AuthenticationErrors errors);

	static RedisStandaloneConfiguration standalone(int port) {
		return new RedisStandaloneConfiguration("127.0.0.1", port);
	}

	static RedisStandaloneConfiguration withPassword(int port, String password) {
		RedisStandaloneConfiguration configuration = standalone(port);
		configuration.setPassword(RedisPassword.of(password));
		return configuration;
	}

	static RedisConfiguration cluster(RedisServerProcess node) {
		return new RedisClusterConfiguration().clusterNode("127.0.0.1", node.port());
	}

	static RedisConfiguration sentinel(RedisServerProcess sentinel) {
		return new RedisSentinelConfiguration().master("mymaster").sentinel("127.0.0.1", sentinel.port());
	}

}
