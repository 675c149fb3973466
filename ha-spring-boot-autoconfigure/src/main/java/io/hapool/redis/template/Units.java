package io.hapool.redis.template;

import java.util.function.Supplier;

import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.RedisAccessor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Where the templates have their callbacks run.
 */
final class Units {

	private Units() {
	}

	/**
	 * @param transactional whether the template takes part in Spring's transactions, of
	 * which a callback is a part
	 */
	static <R extends @Nullable Object> R run(RedisAccessor template, boolean transactional, Supplier<R> callback) {
		if (!(template.getConnectionFactory() instanceof RoutingRedisConnectionFactory routing)
				|| (transactional && TransactionSynchronizationManager.isActualTransactionActive())) {
			return callback.get();
		}
		return routing.inOneUnit(callback);
	}

}
