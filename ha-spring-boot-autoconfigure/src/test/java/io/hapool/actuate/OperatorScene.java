package io.hapool.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A running web application with two endpoints in the pool billing, and an operator who
 * talks to its actuator.
 */
final class OperatorScene implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	final ConfigurableApplicationContext context;

	OperatorScene(WebApplicationType type, Class<?> application, String... properties) {
		// aspects that are on the class path for other tests would be matched with all
		// beans
		this.context = new SpringApplicationBuilder(Application.class, application).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "management.endpoints.web.exposure.include=*",
					"spring.aop.auto=false", "management.endpoint.health.show-details=always",
					"management.health.redis.enabled=false",
					"ha.pools.billing.endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080")
			.properties(properties)
			.run();
	}

	EndpointPool<URI> billing() {
		return context.getBean(EndpointPools.class).get("billing", URI.class);
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
	}

	HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build();
		return client.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return URI.create("http://127.0.0.1:" + port + "/actuator" + path);
	}

	@Override
	public void close() {
		context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
