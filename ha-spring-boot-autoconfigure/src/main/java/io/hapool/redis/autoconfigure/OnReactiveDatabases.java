package io.hapool.redis.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties.ClientType;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless a database is connected to by Jedis, which has no reactive connections.
 */
class OnReactiveDatabases extends SpringBootCondition {

	private static final Bindable<Map<String, RedisDatabaseProperties>> DATABASES = Bindable.mapOf(String.class,
			RedisDatabaseProperties.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("reactive Redis databases");
		return isJedis(context.getEnvironment()) ? ConditionOutcome.noMatch(message.because("one is reached by Jedis"))
				: ConditionOutcome.match(message.because("all are reached by Lettuce"));
	}

	private static boolean isJedis(Environment environment) {
		try {
			return Binder.get(environment)
				.bind("ha.redis.databases", DATABASES)
				.orElseGet(Map::of)
				.values()
				.stream()
				.anyMatch((database) -> database.getClientType() == ClientType.JEDIS);
		}
		catch (BindException ex) {
			return false; // said, with a remedy, where the properties are bound
		}
	}

}
