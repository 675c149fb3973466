package io.hapool.redis;

import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;

/**
 * A session as a lambda, which the generic method of its interface does not allow.
 */
record Session<T extends @Nullable Object>(
		Function<RedisOperations<Object, Object>, T> body) implements SessionCallback<T> {

	/** Returns a session without an answer, as a pipeline wants it. */
	static Session<@Nullable Object> doing(Consumer<RedisOperations<Object, Object>> body) {
		return new Session<>((operations) -> {
			body.accept(operations);
			return null;
		});
	}

	/** Returns a session of a template for strings. */
	@SuppressWarnings("unchecked")
	static <T extends @Nullable Object> Session<T> ofStrings(Function<RedisOperations<String, String>, T> body) {
		return new Session<>(
				(operations) -> body.apply((RedisOperations<String, String>) (RedisOperations<?, ?>) operations));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <K, V> T execute(RedisOperations<K, V> operations) {
		return body.apply((RedisOperations<Object, Object>) operations);
	}

}
