package io.hapool.actuate;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a pool is down, as {@code /actuator/health} says.
 */
class DownWhenTests {

	@ParameterizedTest
	@CsvSource({ "never, UP, UP, UP", "majority-unavailable, UP, DOWN, DOWN", "all, UP, UP, DOWN" })
	void poolIsDownWhenItSays(String downWhen, String withAll, String withHalf, String withNone) throws Exception {
		try (OperatorScene scene = scene("ha.pools.billing.health.down-when=" + downWhen)) {
			assertThat(status(scene)).isEqualTo(withAll);

			scene.billing().isolate("10.0.0.1-8080", "release 7");
			assertThat(status(scene)).isEqualTo(withHalf);
			String health = scene.get("/health/haPools/billing").body();
			assertThat(JsonPath.<String>read(health, "$.details.available")).isEqualTo("1 of 2");
			assertThat(JsonPath.<String>read(health, "$.details.endpoints['10.0.0.1-8080'].reason"))
				.isEqualTo("release 7");

			scene.billing().isolate("10.0.0.2-8080", "release 7");
			assertThat(status(scene)).isEqualTo(withNone);
			assertThat(scene.get("/health").statusCode()).isEqualTo(withNone.equals("UP") ? 200 : 503);
		}
	}

	@Test
	void poolInheritsUnlessItSaysOtherwise() throws Exception {
		try (OperatorScene scene = scene("ha.defaults.health.down-when=never", "ha.pools.payment.endpoints=http://a",
				"ha.pools.payment.health.down-when=all")) {
			isolateAll(scene);
			assertThat(status(scene)).isEqualTo("UP");
			assertThat(scene.get("/health").statusCode()).isEqualTo(200);

			scene.context.getBean(io.hapool.call.EndpointPools.class).get("payment").isolate("a-80", "release 7");
			assertThat(scene.get("/health").statusCode()).isEqualTo(503);
		}
	}

	@Test
	void byDefaultNoProbeOfThePlatformLooksAtPools() throws Exception {
		try (OperatorScene scene = scene()) {
			isolateAll(scene);

			assertThat(scene.get("/health").statusCode()).isEqualTo(503);
			assertThat(scene.get("/health/liveness").statusCode()).isEqualTo(200);
			assertThat(scene.get("/health/readiness").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whoWantsPoolsInReadinessIncludesThem() throws Exception {
		try (OperatorScene scene = scene("management.endpoint.health.group.readiness.include=readinessState,haPools")) {
			assertThat(scene.get("/health/readiness").statusCode()).isEqualTo(200);

			isolateAll(scene);

			assertThat(scene.get("/health/readiness").statusCode()).isEqualTo(503);
			assertThat(scene.get("/health/readiness").body()).contains("haPools");
			assertThat(scene.get("/health/liveness").statusCode()).isEqualTo(200);
		}
	}

	private static void isolateAll(OperatorScene scene) {
		scene.billing().isolate("10.0.0.1-8080", "release 7");
		scene.billing().isolate("10.0.0.2-8080", "release 7");
	}

	private static String status(OperatorScene scene) throws Exception {
		return JsonPath.read(scene.get("/health/haPools/billing").body(), "$.status");
	}

	private static OperatorScene scene(String... properties) {
		return new OperatorScene(WebApplicationType.SERVLET, Nothing.class, properties);
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
