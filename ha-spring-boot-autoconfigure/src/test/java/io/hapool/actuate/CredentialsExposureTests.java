package io.hapool.actuate;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.event.HaEvent;
import io.hapool.pool.NoEndpointAvailableException;
import io.hapool.pool.autoconfigure.StartFailure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.util.TestPropertyValues.Type;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The credentials of endpoints are in no text that leaves a running web application,
 * wherever their URIs come from.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsExposureTests {

	private static final String SECRET = "secret";

	/** By the name of the pool: listed, from a variable, and from another property. */
	private static final Map<String, NoEndpointAvailableException> failures = new LinkedHashMap<>();

	private static String startOutput = "";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void failOnAllEndpoints(CapturedOutput output) throws IOException {
		int port = freePort();
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> TestPropertyValues.of(variables(port))
			.applyTo(context.getEnvironment(), Type.SYSTEM_ENVIRONMENT, "test-systemEnvironment"));
		application.setDefaultProperties(properties(port));
		context = application.run();
		for (String pool : List.of("listed", "variable", "placeholder")) {
			EndpointPool<URI> found = context.getBean(EndpointPools.class).get(pool, URI.class);
			for (int i = 0; i < 3; i++) {
				catchThrowableOfType(RuntimeException.class, () -> fail(found));
			}
			failures.put(pool, catchThrowableOfType(NoEndpointAvailableException.class, () -> fail(found)));
		}
		startOutput = output.getAll();
	}

	@AfterAll
	static void close() {
		context.close();
	}

	@Test
	void callsGetThem() {
		EndpointPool<URI> pool = context.getBean(EndpointPools.class).get("placeholder", URI.class);
		assertThat(pool.endpoints()).extracting((endpoint) -> endpoint.endpoint().target().getUserInfo())
			.containsExactly("user:secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "listed", "variable", "placeholder" })
	void exceptionsDoNotShowThem(String pool) {
		NoEndpointAvailableException failure = failures.get(pool);
		assertThat(failure).isNotNull();
		assertThat(failure.getSuppressed()).isNotEmpty();
		assertThat(StartFailure.print(failure)).contains("Refused", "127.0.0.1").doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "env", "env/ha.pools.listed.endpoints%5B0%5D", "env/billing.url",
			"env/HA_POOLS_VARIABLE_ENDPOINTS", "env/ha.pools.variable.endpoints", "env/ha.pools.placeholder.endpoints",
			"configprops", "configprops/ha", "health", "health/haPools", "ha", "ha/pools/listed", "ha/pools/variable",
			"ha/pools/placeholder", "beans", "conditions", "mappings", "metrics", "loggers", "scheduledtasks", "info" })
	void endpointsDoNotShowThem(String path) throws Exception {
		assertThat(fetch(path)).doesNotContain(SECRET);
	}

	@Test
	void endpointsShowTheRest() throws Exception {
		assertThat(fetch("env/billing.url")).contains("http://******@127.0.0.1:");
		assertThat(fetch("configprops/ha")).contains("http://******@127.0.0.1:");
		assertThat(fetch("health/haPools")).contains("ISOLATED", "Refused");
		assertThat(fetch("ha/pools/variable")).contains("http://******@127.0.0.1:");
	}

	@Test
	void metersDoNotShowThem() throws Exception {
		List<String> names = new ArrayList<>();
		for (String name : fetch("metrics").split("\"")) {
			if (name.startsWith("ha.")) {
				names.add(name);
			}
		}
		assertThat(names).isNotEmpty();
		for (String name : names) {
			assertThat(fetch("metrics/" + name)).contains(name).doesNotContain(SECRET);
		}
	}

	@Test
	void eventsDoNotShowThem() {
		List<String> events = context.getBean(Events.class).texts;
		Awaitility.await().untilAsserted(() -> assertThat(events).anyMatch((text) -> text.contains("placeholder")));
		assertThat(events).noneMatch((text) -> text.contains(SECRET));
	}

	@Test
	void logsDoNotShowThem(CapturedOutput output) {
		assertThat(startOutput + output.getAll()).contains("ISOLATED").doesNotContain(SECRET);
	}

	private static void fail(EndpointPool<URI> pool) {
		pool.<RuntimeException>run((uri) -> {
			// The client drops user info from its own texts; other libraries do not.
			try {
				RestClient.create()
					.get()
					.uri(URI.create("http://127.0.0.1:" + uri.getPort()))
					.retrieve()
					.toBodilessEntity();
			}
			catch (RuntimeException ex) {
				throw new IllegalStateException("Refused by " + uri, new IOException("no answer from " + uri, ex));
			}
		});
	}

	private static String fetch(String path) throws Exception {
		URI uri = URI.create(
				"http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator/" + path);
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(path).isIn(200, 503);
		return response.body();
	}

	private static String[] variables(int port) {
		return new String[] { "HA_POOLS_VARIABLE_ENDPOINTS=http://user:secret@127.0.0.1:" + port
				+ ",http://other:top-secret@127.0.0.1:" + port + "/b" };
	}

	private static Map<String, Object> properties(int port) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("server.port", "0");
		properties.put("management.endpoints.web.exposure.include", "*");
		properties.put("management.endpoints.web.exposure.exclude", "heapdump,threaddump,startup");
		properties.put("management.endpoint.env.show-values", "always");
		properties.put("management.endpoint.configprops.show-values", "always");
		properties.put("management.endpoint.health.show-details", "always");
		properties.put("logging.level.io.hapool", "DEBUG");
		properties.put("billing.url", "http://user:secret@127.0.0.1:" + port);
		properties.put("ha.defaults.isolation.consecutive-failures", "1");
		properties.put("ha.defaults.isolation.duration", "5m"); // for all tests
		properties.put("ha.defaults.when-exhausted", "fail");
		properties.put("ha.pools.listed.endpoints[0]", "http://user:secret@127.0.0.1:" + port);
		properties.put("ha.pools.listed.endpoints[1].uri", "http://user:top-secret@127.0.0.1:" + port + "/b");
		properties.put("ha.pools.placeholder.endpoints", "${billing.url}");
		return properties;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@EventListener
		void on(HaEvent event) {
			texts.add(event + " " + event.description());
		}

	}

}
