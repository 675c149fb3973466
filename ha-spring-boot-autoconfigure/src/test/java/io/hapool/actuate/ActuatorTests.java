package io.hapool.actuate;

import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an operator sees, through a real web server.
 */
class ActuatorTests {

	private static ConfigurableApplicationContext context;

	private EndpointPool<URI> billing;

	@BeforeAll
	static void start() {
		context = start("management.endpoint.health.probes.enabled=true");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void restore() {
		this.billing = context.getBean(EndpointPools.class).get("billing", URI.class);
		this.billing.isolated().forEach((endpoint) -> this.billing.restore(endpoint.alias(), "test"));
	}

	@Test
	void poolsAndEndpointsAreListed() {
		String all = get("/ha").getBody();

		assertThat(JsonPath.<Map<String, Object>>read(all, "$.pools")).containsOnlyKeys("billing", "payment");
		assertThat(JsonPath.<Integer>read(all, "$.pools.billing.available")).isEqualTo(2);
		assertThat(JsonPath.<Map<String, Object>>read(all, "$.pools.billing.endpoints"))
			.containsOnlyKeys("10.0.0.1-8080", "b2");
		assertThat(JsonPath.<String>read(all, "$.pools.billing.endpoints.b2.target")).isEqualTo("http://10.0.0.2:8080");
	}

	@Test
	void partsHavePathsOfTheirOwn() {
		assertThat(JsonPath.<Map<String, Object>>read(get("/ha/pools").getBody(), "$")).containsOnlyKeys("billing",
				"payment");
		assertThat(JsonPath.<String>read(get("/ha/pools/billing").getBody(), "$.name")).isEqualTo("billing");
		String endpoint = get("/ha/pools/billing/10.0.0.1-8080").getBody();
		assertThat(JsonPath.<String>read(endpoint, "$.id")).isEqualTo("http://10.0.0.1:8080");
		assertThat(JsonPath.<Integer>read(endpoint, "$.tier")).isZero();
		assertThat(JsonPath.<String>read(get("/ha/pools/billing/b2").getBody(), "$.zone")).isEqualTo("eu-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ha/other", "/ha/pools/nobody", "/ha/pools/billing/nobody", "/ha/pools/billing/b2/more" })
	void otherPathsAreNotFound(String path) {
		assertThat(get(path).getStatusCode().value()).isEqualTo(404);
	}

	@Test
	void isolatedEndpointSaysWhyAndForHowLong() {
		loseFirst();

		String endpoint = get("/ha/pools/billing/10.0.0.1-8080").getBody();

		assertThat(JsonPath.<String>read(endpoint, "$.state")).isEqualTo("ISOLATED");
		assertThat(JsonPath.<String>read(endpoint, "$.reason")).contains("refused");
		assertThat(JsonPath.<Object>read(endpoint, "$.isolationEndsIn")).isNotNull();
		assertThat(JsonPath.<Object>read(endpoint, "$.since")).isNotNull();
		assertThat(JsonPath.<String>read(endpoint, "$.lastFailure.outcome")).isEqualTo("NOT_SENT");
		assertThat(JsonPath.<String>read(endpoint, "$.lastFailure.description")).contains("ConnectException");
		assertThat(JsonPath.<Integer>read(get("/ha/pools/billing").getBody(), "$.available")).isEqualTo(1);
	}

	@Test
	void poolSaysWhereLeasesGoAndWhy() {
		this.billing.isolate("b2", "release 7");

		String pool = get("/ha/pools/billing").getBody();

		assertThat(JsonPath.<String>read(pool, "$.selection.policy")).isEqualTo("fastest");
		assertThat(JsonPath.<String>read(pool, "$.selection.next")).isEqualTo("http://10.0.0.1:8080");
		assertThat(JsonPath.<List<String>>read(pool, "$.selection.candidates")).containsExactly("http://10.0.0.1:8080");
		assertThat(JsonPath.<String>read(pool, "$.endpoints.b2.reason")).isEqualTo("release 7");
		assertThat(JsonPath.<String>read(pool, "$.endpoints.b2.selection"))
			.isEqualTo("gets no leases: an operator isolated it, and an operator must restore it");
		assertThat(JsonPath.<Integer>read(pool, "$.waiting")).isZero();
	}

	@Test
	void whatAnOperatorSaidIsShownBesideTheHealth() {
		this.billing.drain("b2", "release 7");
		String draining = get("/ha/pools/billing/b2").getBody();

		assertThat(JsonPath.<String>read(draining, "$.state")).isEqualTo("DRAINING");
		assertThat(JsonPath.<String>read(draining, "$.reason")).isEqualTo("release 7");
		assertThat(JsonPath.<Boolean>read(draining, "$.selectable")).isFalse();
		assertThat(JsonPath.<String>read(draining, "$.admin")).isEqualTo("DRAINING");
		assertThat(JsonPath.<String>read(draining, "$.health")).isNotEqualTo("ISOLATED");
		assertThat(status("$.components.haPools.components.billing.details.endpoints.b2.reason"))
			.isEqualTo("release 7");
		assertThat(status("$.components.haPools.components.billing.details.available")).isEqualTo("1 of 2");

		this.billing.unpin("b2", "done");
		this.billing.pin("b2", "test of b2");
		String pinned = get("/ha/pools/billing/b2").getBody();
		this.billing.unpin("b2", "done");

		assertThat(JsonPath.<String>read(pinned, "$.state")).startsWith("PINNED ");
		assertThat(JsonPath.<Boolean>read(pinned, "$.selectable")).isTrue();
		assertThat(JsonPath.<String>read(pinned, "$.admin")).isEqualTo("PINNED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "DELETE", "PUT" })
	void nothingCanBeWrittenByDefault(String method) {
		assertThat(exchange(context, HttpMethod.valueOf(method), "/ha/pools/billing/b2").getStatusCode().value())
			.isEqualTo(405);
	}

	@Test
	void oneLostEndpointIsADetailOfHealth() {
		assertThat(status("$.components.haPools.status")).isEqualTo("UP");

		loseFirst();

		assertThat(status("$.status")).isEqualTo("UP");
		assertThat(status("$.components.haPools.components.billing.status")).isEqualTo("UP");
		assertThat(status("$.components.haPools.components.billing.details.available")).isEqualTo("1 of 2");
		assertThat(status("$.components.haPools.components.billing.details.endpoints['10.0.0.1-8080'].state"))
			.isEqualTo("ISOLATED");
	}

	@Test
	void poolWithoutAnEndpointIsDownButTheApplicationIsAliveAndReady() {
		loseFirst();
		loseFirst();

		assertThat(get("/health").getStatusCode().value()).isEqualTo(503);
		assertThat(status("$.components.haPools.components.billing.status")).isEqualTo("DOWN");
		assertThat(status("$.components.haPools.components.payment.status")).isEqualTo("UP");
		assertThat(get("/health/liveness").getStatusCode().value()).isEqualTo(200);
		assertThat(get("/health/readiness").getStatusCode().value()).isEqualTo(200);
		assertThat(get("/health/liveness").getBody()).doesNotContain("haPools");
		assertThat(get("/health/readiness").getBody()).doesNotContain("haPools");
	}

	@Test
	void metricsAreThere() {
		String meter = get("/metrics/ha.endpoint.state?tag=pool:billing&tag=endpoint:b2").getBody();

		assertThat(JsonPath.<Double>read(meter, "$.measurements[0].value")).isEqualTo(1.0);
		assertThat(get("/metrics").getBody()).contains("ha.attempts", "ha.failovers", "ha.leases.open");
	}

	@Test
	void healthAndAccessCanBeSwitchedOff() {
		try (ConfigurableApplicationContext other = start("management.health.ha-pools.enabled=false",
				"management.endpoint.ha.access=none")) {
			assertThat(exchange(other, HttpMethod.GET, "/health").getBody()).doesNotContain("haPools");
			assertThat(exchange(other, HttpMethod.GET, "/ha").getStatusCode().value()).isEqualTo(404);
			assertThat(other.getBeanNamesForType(PoolsHealthContributor.class)).isEmpty();
			assertThat(other.getBeanNamesForType(HaEndpoint.class)).isEmpty();
		}
	}

	/** The first that is selectable, by a call that fails there and ends. */
	private void loseFirst() {
		CallOptions<URI> there = CallOptions.<URI>builder()
			.maxAttempts(1)
			.select((candidates) -> candidates.get(0))
			.build();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> this.billing.call(there, (endpoint) -> {
			throw new ConnectException("Connection refused");
		}));
	}

	private static String status(String path) {
		return JsonPath.read(get("/health").getBody(), path);
	}

	private static ResponseEntity<String> get(String path) {
		return exchange(context, HttpMethod.GET, path);
	}

	private static ResponseEntity<String> exchange(ConfigurableApplicationContext application, HttpMethod method,
			String path) {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		return RestClient.create("http://127.0.0.1:" + port + "/actuator")
			.method(method)
			.uri(path)
			.exchange((request, response) -> ResponseEntity.status(response.getStatusCode())
				.body(response.bodyTo(String.class)));
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("spring.aop.auto=false", "server.port=0", "server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
					"management.health.redis.enabled=false", "ha.pools.payment.endpoints=http://10.0.0.3",
					"ha.pools.billing.endpoints[0].uri=http://10.0.0.1:8080",
					"ha.pools.billing.endpoints[1].uri=http://10.0.0.2:8080", "ha.pools.billing.endpoints[1].id=b2",
					"ha.pools.billing.endpoints[1].zone=eu-1", "ha.pools.billing.isolation.consecutive-failures=1")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
