package io.hapool.actuate;

import java.net.http.HttpResponse;
import java.security.Principal;

import com.jayway.jsonpath.JsonPath;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may operate, and as whom.
 */
class OperatorAccessTests {

	private static final String REQUEST = "{\"action\": \"isolate\", \"reason\": \"release 7\", \"by\": \"mallory\"}";

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void byDefaultAllMayReadAndNobodyWrite(WebApplicationType type) throws Exception {
		try (OperatorScene scene = new OperatorScene(type, Anybody.class)) {
			assertThat(scene.get("/ha/pools/billing/10.0.0.1-8080").statusCode()).isEqualTo(200);
			assertThat(scene.get("/haevents").statusCode()).isEqualTo(200);
			assertThat(scene.post("/ha/pools/billing/10.0.0.1-8080", REQUEST).statusCode()).isEqualTo(405);
			assertThat(scene.billing().available()).hasSize(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, read-only, 405", "SERVLET, none, 404", "SERVLET, unrestricted, 200",
			"REACTIVE, unrestricted, 200" })
	void accessSaysWhatMayBeDone(WebApplicationType type, String access, int status) throws Exception {
		try (OperatorScene scene = new OperatorScene(type, Anybody.class, "management.endpoint.ha.access=" + access)) {
			HttpResponse<String> answer = scene.post("/ha/pools/billing/10.0.0.1-8080", REQUEST);

			assertThat(answer.statusCode()).isEqualTo(status);
			assertThat(scene.billing().available()).hasSize((status == 200) ? 1 : 2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whoIsAuthenticatedCannotSayToBeAnother(WebApplicationType type) throws Exception {
		try (OperatorScene scene = new OperatorScene(type, Authenticated.class,
				"management.endpoint.ha.access=unrestricted")) {
			HttpResponse<String> answer = scene.post("/ha/pools/billing/10.0.0.1-8080", REQUEST);

			assertThat(JsonPath.<String>read(answer.body(), "$.reason")).isEqualTo("release 7 (by ann)");
		}
	}

	@Test
	void eventsAreBounded() throws Exception {
		try (OperatorScene scene = new OperatorScene(WebApplicationType.SERVLET, Anybody.class,
				"ha.events.history=3")) {
			for (int i = 0; i < 5; i++) {
				scene.billing().drain("10.0.0.1-8080", "round " + i);
				scene.billing().unpin("10.0.0.1-8080", "round " + i);
			}

			String all = scene.get("/haevents").body();
			int next = JsonPath.<Integer>read(all, "$.next");
			String some = scene.get("/haevents?since=" + (next - 1)).body();
			String late = scene.get("/haevents?since=" + (next - 5)).body();

			assertThat(JsonPath.<Integer>read(all, "$.events.length()")).isEqualTo(3);
			assertThat(JsonPath.<Integer>read(all, "$.lost")).isZero();
			assertThat(JsonPath.<Integer>read(all, "$.events[2].sequence")).isEqualTo(next);
			assertThat(JsonPath.<String>read(some, "$.events[0].type")).isEqualTo("EndpointChanged");
			assertThat(JsonPath.<String>read(some, "$.events[0].pool")).isEqualTo("billing");
			assertThat(JsonPath.<String>read(some, "$.events[0].endpoint")).isEqualTo("http://10.0.0.1:8080");
			assertThat(JsonPath.<String>read(some, "$.events[0].description")).endsWith("round 4");
			assertThat(JsonPath.<Object>read(some, "$.events[0].at")).isNotNull();
			assertThat(JsonPath.<Integer>read(some, "$.events.length()")).isEqualTo(1);
			assertThat(JsonPath.<Integer>read(late, "$.lost")).isEqualTo(2);
			assertThat(scene.get("/haevents?since=soon").statusCode()).isEqualTo(400);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Anybody {

	}

	@Configuration(proxyBeanMethods = false)
	static class Authenticated {

		@Bean
		Filter servletPrincipal() {
			return (request, response, chain) -> chain
				.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return () -> "ann";
					}

				}, response);
		}

		@Bean
		WebFilter reactivePrincipal() {
			return (exchange, chain) -> chain.filter(exchange)
				.contextWrite(ReactiveSecurityContextHolder
					.withAuthentication(new TestingAuthenticationToken("ann", "password", "operator")));
		}

	}

}
