package io.hapool.redis.connection;

import io.hapool.redis.Database;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisConnectionUtils;
import org.springframework.data.redis.core.RedisConnectionUtils.RedisConnectionProxy;

/**
 * The connection that Spring has bound to the thread.
 */
final class BoundConnection {

	private BoundConnection() {
	}

	/**
	 * Returns the database that it is tied to.
	 * @param owner whose connection it is; one is bound
	 * @return or {@code null} if it is tied to none yet
	 */
	static @Nullable Database database(RedisConnectionFactory owner) {
		RedisConnection bound = RedisConnectionUtils.getConnection(owner);
		try {
			RedisConnection target = bound;
			while (target instanceof RedisConnectionProxy proxy) {
				target = proxy.getTargetConnection();
			}
			return (target instanceof RoutingConnection routing) ? routing.route().database() : null;
		}
		finally {
			RedisConnectionUtils.releaseConnection(bound, owner);
		}
	}

}
