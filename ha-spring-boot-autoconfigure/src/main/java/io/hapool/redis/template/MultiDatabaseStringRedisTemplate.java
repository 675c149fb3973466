package io.hapool.redis.template;

import java.util.List;

import io.hapool.redis.connection.RoutingRedisConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * A template for strings over several databases. Beside what {@link StringRedisTemplate}
 * does, it begins {@code executePipelined} and a {@link SessionCallback}, such as a
 * transaction with {@code WATCH}, again on the next database when theirs is lost, a
 * transaction also when another is selected before its {@code EXEC}, unless something may
 * have been done that must not be done twice. Callbacks may be called several times, and
 * should have no effects but those on Redis.
 * <p>
 * Over another factory than {@link RoutingRedisConnectionFactory}, and within a
 * transaction that it takes part in, it does what its superclass does.
 */
public class MultiDatabaseStringRedisTemplate extends StringRedisTemplate {

	private boolean transactional;

	/**
	 * Creates a template, which needs a connection factory yet.
	 */
	public MultiDatabaseStringRedisTemplate() {
	}

	/**
	 * Creates a template that is ready to use.
	 * @param connectionFactory where the databases are
	 */
	public MultiDatabaseStringRedisTemplate(RedisConnectionFactory connectionFactory) {
		super(connectionFactory);
	}

	@Override
	public void setEnableTransactionSupport(boolean enableTransactionSupport) {
		super.setEnableTransactionSupport(enableTransactionSupport);
		this.transactional = enableTransactionSupport;
	}

	@Override
	public <T extends @Nullable Object> T execute(SessionCallback<T> session) {
		return Units.run(this, transactional, () -> super.execute(session));
	}

	@Override
	public List<Object> executePipelined(SessionCallback<?> session, @Nullable RedisSerializer<?> resultSerializer) {
		return Units.run(this, transactional, () -> super.executePipelined(session, resultSerializer));
	}

	@Override
	public List<Object> executePipelined(RedisCallback<?> action, @Nullable RedisSerializer<?> resultSerializer) {
		return Units.run(this, transactional, () -> super.executePipelined(action, resultSerializer));
	}

}
