package io.hapool.actuate;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.jayway.jsonpath.JsonPath;
import io.hapool.call.EndpointPool;
import io.hapool.event.EventPublisher;
import io.hapool.event.HaEvent;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.OperatorAction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator does through a real web server, of either kind.
 */
@ExtendWith(OutputCaptureExtension.class)
class OperationTests {

	private static final Map<WebApplicationType, OperatorScene> scenes = new EnumMap<>(WebApplicationType.class);

	@BeforeAll
	static void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			scenes.put(type, new OperatorScene(type, Application.class, "management.endpoint.ha.access=unrestricted"));
		}
	}

	@AfterAll
	static void stop() {
		scenes.values().forEach(OperatorScene::close);
	}

	@AfterEach
	void restore() {
		for (OperatorScene scene : scenes.values()) {
			EndpointPool<?> pool = scene.billing();
			pool.endpoints().forEach((endpoint) -> {
				pool.unpin(endpoint.alias(), "test");
				pool.restore(endpoint.alias(), "test");
			});
			forgetEvents(scene);
		}
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, isolate, MAINTENANCE", "SERVLET, drain, DRAINING", "SERVLET, pin, PINNED UNKNOWN",
			"SERVLET, restore, UNKNOWN", "SERVLET, unpin, UNKNOWN", "REACTIVE, isolate, MAINTENANCE",
			"REACTIVE, drain, DRAINING" })
	void operationIsDoneAndAnswersWithTheEndpoint(WebApplicationType type, String action, String state)
			throws Exception {
		HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.2-8080",
				"{\"action\": \"" + action + "\", \"reason\": \"release 7\", \"by\": \"ann\"}");

		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(JsonPath.<String>read(answer.body(), "$.id")).isEqualTo("http://10.0.0.2:8080");
		assertThat(JsonPath.<String>read(answer.body(), "$.state")).isEqualTo(state);
		assertThat(scenes.get(type).billing().endpoint("10.0.0.2-8080").orElseThrow().status()).hasToString(state);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whoAndWhyAreInBothEvents(WebApplicationType type) throws Exception {
		Events events = scenes.get(type).context.getBean(Events.class);

		HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.1-8080",
				"{\"action\": \"isolate\", \"reason\": \"release 7\", \"by\": \"ann\"}");

		assertThat(JsonPath.<String>read(answer.body(), "$.reason")).isEqualTo("release 7 (by ann)");
		Awaitility.await().until(() -> events.seen.size() == 2);
		assertThat(events.seen.get(0)).isInstanceOfSatisfying(EndpointChanged.class,
				(changed) -> assertThat(changed.reason()).isEqualTo("release 7 (by ann)"));
		assertThat(events.seen.get(1)).isInstanceOfSatisfying(OperatorAction.class, (action) -> {
			assertThat(action.pool()).isEqualTo("billing");
			assertThat(action.endpoint()).isEqualTo("http://10.0.0.1:8080");
			assertThat(action.action()).isEqualTo("isolate");
			assertThat(action.by()).isEqualTo("ann");
			assertThat(action.reason()).isEqualTo("release 7");
		});
		assertThat(scenes.get(type).get("/haevents").body()).contains("isolate by ann: release 7");
	}

	@ParameterizedTest
	@CsvSource({ "drain, 409", "pin, 409", "unpin, 409", "isolate, 200", "weight, 200", "restore, 200" })
	void endpointInMaintenanceRefusesWhatWouldDoNothing(String action, int status) throws Exception {
		OperatorScene scene = scenes.get(WebApplicationType.SERVLET);
		EndpointPool<?> pool = scene.billing();
		pool.isolate("10.0.0.2-8080", "release 7");
		forgetEvents(scene);

		HttpResponse<String> answer = post(WebApplicationType.SERVLET, "/ha/pools/billing/10.0.0.2-8080",
				"{\"action\": \"" + action + "\", \"weight\": 1.0}");

		assertThat(answer.statusCode()).isEqualTo(status);
		if (status == 409) {
			assertThat(answer.body()).contains("is in maintenance (expected: the action restore first)");
			assertThat(pool.endpoint("10.0.0.2-8080").orElseThrow().status()).hasToString("MAINTENANCE");
			assertThat(scene.context.getBean(Events.class).seen).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void withoutReasonAndNameItIsDoneAllTheSame(WebApplicationType type) throws Exception {
		HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.1-8080", "{\"action\": \"drain\"}");

		assertThat(JsonPath.<String>read(answer.body(), "$.reason")).isEqualTo("no reason given (by anonymous)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = {
			"/ha/pools/billing/10.0.0.1-8080; {}; 400; action: none (expected: one of isolate, restore",
			"/ha/pools/billing/10.0.0.1-8080; {\"action\": \"stop\"}; 400; action: \"stop\" (expected: one of isolate",
			"/ha/pools/billing/nobody; {\"action\": \"pin\"}; 404; pool \"billing\" has no endpoint \"nobody\"",
			"/ha/pools/nobody/b2; {\"action\": \"pin\"}; 404; there is no pool \"nobody\" (expected: one of [billing])",
			"/ha/pools/billing; {\"action\": \"pin\"}; 404; (expected: pools/<pool>/<endpoint>)",
			"/ha/other; {\"action\": \"pin\"}; 404; (expected: pools/<pool>/<endpoint>)" })
	void whatIsWrongIsAnsweredWithWhatToWrite(String path, String body, int status, String error) throws Exception {
		for (WebApplicationType type : scenes.keySet()) {
			HttpResponse<String> answer = post(type, path, body);

			assertThat(answer.statusCode()).as("%s: %s", type, answer.body()).isEqualTo(status);
			assertThat(JsonPath.<String>read(answer.body(), "$.error")).contains(error);
			assertThat(JsonPath.<String>read(answer.body(), "$.example.action")).isEqualTo("isolate");
		}
		assertNothingChanged();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void weightIsSetWhileThePoolRuns(WebApplicationType type) throws Exception {
		HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.2-8080",
				"{\"action\": \"weight\", \"weight\": 2.5, \"reason\": \"larger machine\", \"by\": \"ann\"}");

		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(JsonPath.<Double>read(answer.body(), "$.weight")).isEqualTo(2.5);
		assertThat(scenes.get(type).billing().endpoint("10.0.0.2-8080").orElseThrow().endpoint().weight())
			.isEqualTo(2.5);
		assertThat(scenes.get(type).get("/haevents").body()).contains("weight by ann: larger machine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", \"weight\": null", ", \"weight\": 0", ", \"weight\": -1", ", \"weight\": \"much\"",
			", \"weight\": \"NaN\"", ", \"weight\": 1e300", ", \"weight\": \"Infinity\"" })
	void weightIsANumberAboveZero(String weight) throws Exception {
		for (WebApplicationType type : scenes.keySet()) {
			HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.2-8080",
					"{\"action\": \"weight\"" + weight + "}");

			assertThat(answer.statusCode()).isEqualTo(400);
			assertThat(JsonPath.<String>read(answer.body(), "$.error")).startsWith("weight: ")
				.contains("expected: a number above 0");
		}
	}

	@ParameterizedTest
	@CsvSource({ "reason, 501, at most 500", "by, 101, at most 100" })
	void textsAreBounded(String field, int length, String expected) throws Exception {
		for (WebApplicationType type : scenes.keySet()) {
			HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.1-8080",
					"{\"action\": \"isolate\", \"" + field + "\": \"" + "x".repeat(length) + "\"}");

			assertThat(answer.statusCode()).isEqualTo(400);
			assertThat(JsonPath.<String>read(answer.body(), "$.error")).contains(field + ": " + length, expected);
		}
		assertNothingChanged();
	}

	@ParameterizedTest
	@CsvSource({ "'[]'", "'{'", "'{\"action\": {\"a\": 1}}'", "'\"isolate\"'" })
	void whatIsNoRequestIsRefused(String body) throws Exception {
		for (WebApplicationType type : scenes.keySet()) {
			assertThat(post(type, "/ha/pools/billing/10.0.0.1-8080", body).statusCode()).isEqualTo(400);
		}
		assertNothingChanged();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void hostileTextsBreakNoLineAndShowNoCredentials(WebApplicationType type, CapturedOutput output) throws Exception {
		String before = output.getAll();

		HttpResponse<String> answer = post(type, "/ha/pools/billing/10.0.0.1-8080", """
				{"action": "isolate", "by": "ann\\u0000\\u202e\\u2028 x",
				 "reason": "moved to http://user:secret@10.0.0.3\\r\\n2026-01-01 ERROR all is lost\\u001b[31m"}""");

		String expected = "moved to http://******@10.0.0.3 2026-01-01 ERROR all is lost_[31m (by ann__ x)";
		assertThat(JsonPath.<String>read(answer.body(), "$.reason")).isEqualTo(expected);
		String logged = output.getAll().substring(before.length());
		assertThat(logged.lines()).filteredOn((line) -> line.contains("all is lost"))
			.singleElement()
			.asString()
			.endsWith("-> MAINTENANCE: " + expected);
		assertThat(logged + scenes.get(type).get("/haevents").body() + scenes.get(type).get("/health").body())
			.doesNotContain("secret");
	}

	/**
	 * Listeners are told later: the last one is awaited, so that none comes after this.
	 */
	private static void forgetEvents(OperatorScene scene) {
		HaEvent last = new OperatorAction(Instant.now(), "billing", "last", "forget", "test", "test");
		Events events = scene.context.getBean(Events.class);
		scene.context.getBean(EventPublisher.class).publish(last);
		Awaitility.await().until(() -> events.seen.contains(last));
		events.seen.clear();
	}

	private static HttpResponse<String> post(WebApplicationType type, String path, String json) throws Exception {
		return scenes.get(type).post(path, json);
	}

	private static void assertNothingChanged() {
		for (OperatorScene scene : scenes.values()) {
			assertThat(scene.billing().available()).hasSize(2);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events {

		private final List<HaEvent> seen = new CopyOnWriteArrayList<>();

		@EventListener
		void on(HaEvent event) {
			seen.add(event);
		}

	}

}
