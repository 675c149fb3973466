package io.hapool.sample.backend;

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
 * Starts the backends before the configuration is read, as their ports are part of it:
 * {@code sample.backends.a.port} and so on. The context gets them as a bean, and stops
 * them last when it closes.
 */
final class BackendsEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private final ConfigurableBootstrapContext bootstrapContext;

	BackendsEnvironmentPostProcessor(ConfigurableBootstrapContext bootstrapContext) {
		this.bootstrapContext = bootstrapContext;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Backends backends = Backends.start();
		Map<String, Object> ports = new LinkedHashMap<>();
		backends.all().forEach((backend) -> ports.put("sample.backends." + backend.name() + ".port", backend.port()));
		environment.getPropertySources().addLast(new MapPropertySource("backends", ports));
		bootstrapContext.addCloseListener((closed) -> {
			GenericApplicationContext context = (GenericApplicationContext) closed.getApplicationContext();
			DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
			beans.registerSingleton("backends", backends);
			beans.registerDisposableBean("backends", backends::close);
		});
	}

}
