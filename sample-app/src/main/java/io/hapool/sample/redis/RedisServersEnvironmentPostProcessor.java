package io.hapool.sample.redis;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the Redis servers before the configuration is read, as their ports are part of
 * it: {@code sample.redis.east.port} and {@code sample.redis.west.port}. The context gets
 * them as a bean, and stops them last when it closes.
 */
final class RedisServersEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private final ConfigurableBootstrapContext bootstrapContext;

	RedisServersEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrapContext) {
		this.bootstrapContext = bootstrapContext;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		RedisServers servers = RedisServers.start();
		Map<String, Object> ports = new LinkedHashMap<>();
		servers.all().forEach((server) -> ports.put("sample.redis." + server.name() + ".port", server.port()));
		environment.getPropertySources().addLast(new MapPropertySource("redisServers", ports));
		bootstrapContext.addCloseListener((closed) -> {
			GenericApplicationContext context = (GenericApplicationContext) closed.getApplicationContext();
			DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
			beans.registerSingleton("redisServers", servers);
			beans.registerDisposableBean("redisServers", servers::close);
		});
	}

}
