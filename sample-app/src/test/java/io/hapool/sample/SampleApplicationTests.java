package io.hapool.sample;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.hapool.fault.MeasuresTime;
import io.hapool.sample.backend.Backend;
import io.hapool.sample.backend.BackendAction;
import io.hapool.sample.backend.Backends;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as a person uses it, with its real backends and its own traffic.
 */
@MeasuresTime
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		// longer than the only one left may stand still, less than a slow one takes
		properties = { "spring.http.clients.read-timeout=1s", "ha.pools.quotes.attempt-timeout=1200ms",
				"ha.pools.quotes.timeout=5s" })
class SampleApplicationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Autowired
	private Traffic traffic;

	@Autowired
	private Backends backends;

	private RestTestClient http;

	@Autowired
	void connect(@LocalServerPort int port) {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@AfterEach
	void bringBack() {
		backends.all()
			.stream()
			.filter((backend) -> backend.condition() != BackendAction.BRING_BACK)
			.forEach((backend) -> backend.apply(BackendAction.BRING_BACK));
		await().atMost(PATIENCE)
			.until(() -> state().endpoints().stream().allMatch((endpoint) -> endpoint.status().state().equals("UP")));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BRING_BACK")
	void noCallFailsWhileOneBackendDoes(BackendAction fault) {
		awaitState("b", "UP");
		TrafficSummary before = traffic.summary();

		throwSwitch("b", fault);
		awaitState("b", "ISOLATED");
		awaitCalls(before.calls() + 100);

		assertThat(traffic.summary().shares()).containsKeys("a", "c");
		assertHealthy();

		throwSwitch("b", BackendAction.BRING_BACK);
		awaitState("b", "UP");

		TrafficSummary after = traffic.summary();
		assertThat(after.failures()).as(after.lastFailure()).isEqualTo(before.failures());
	}

	@Test
	void noCallFailsWhileOneBackendIsLeft() {
		awaitState("c", "UP");
		TrafficSummary before = traffic.summary();

		throwSwitch("a", BackendAction.KILL);
		throwSwitch("b", BackendAction.KILL);
		awaitState("a", "ISOLATED");
		awaitState("b", "ISOLATED");
		awaitCalls(before.calls() + 100);

		TrafficSummary after = traffic.summary();
		assertThat(after.failures()).as(after.lastFailure()).isEqualTo(before.failures());
	}

	@Test
	void whatIsDoneToABackendIsSeenBesideWhatBecomesOfItsEndpoint() {
		throwSwitch("a", BackendAction.REFUSE);
		awaitState("a", "ISOLATED");

		SampleState state = state();

		assertThat(state.endpoints().get(0).backend()).isEqualTo("answers 503");
		assertThat(state.endpoints().get(0).failures()).isPositive();
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(state().events()).extracting(RecentEvents.Entry::text)
				.anyMatch((text) -> text.contains("backend a answers 503"))
				.anyMatch((text) -> text.contains("ISOLATED")));
	}

	@Test
	void anOperatorSteersAsThePageDoes() {
		awaitState("a", "UP");
		TrafficSummary before = traffic.summary();

		operate("a", "{\"action\": \"drain\", \"reason\": \"release 7\", \"by\": \"you\"}");
		awaitState("a", "DRAINING");
		operate("b", "{\"action\": \"weight\", \"weight\": 2, \"by\": \"you\"}");
		awaitCalls(before.calls() + 100);

		assertThat(state().endpoints().get(0).status().reason()).isEqualTo("release 7 (by you)");
		assertThat(state().endpoints().get(1).status().weight()).isEqualTo(2);
		operate("a", "{\"action\": \"unpin\", \"by\": \"you\"}");
		operate("b", "{\"action\": \"weight\", \"weight\": 1, \"by\": \"you\"}");
		awaitState("a", "UP");
		assertThat(traffic.summary().failures()).isEqualTo(before.failures());
		await().atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(state().events()).extracting(RecentEvents.Entry::type).contains("OperatorAction"));
	}

	private void operate(String endpoint, String body) {
		http.post()
			.uri("/actuator/ha/pools/quotes/{endpoint}", endpoint)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isOk();
	}

	@Test
	void thePageIsServedWithNothingFromElsewhere() {
		String page = http.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML)
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(String.class)
			.getResponseBody();

		assertThat(page).contains("Quotes from three backends").doesNotContain("src=", "https://");
	}

	@Test
	void theLastQuoteIsRememberedWhenNoBackendIsLeft() {
		Quote given = quote("/quote/in-any-case");

		backends.all().forEach((backend) -> backend.apply(BackendAction.KILL));
		Quote remembered = quote("/quote/in-any-case");

		assertThat(remembered).isEqualTo(new Quote(given.text(), given.backend() + " (remembered)"));
	}

	private Quote quote(String path) {
		return Objects.requireNonNull(http.get().uri(path).exchange().returnResult(Quote.class).getResponseBody());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/quote", "/quote/async", "/quote/in-any-case" })
	void aQuoteNamesTheBackendThatGaveIt(String path) {
		Quote quote = http.get().uri(path).exchange().returnResult(Quote.class).getResponseBody();

		assertThat(Objects.requireNonNull(quote).text()).isNotBlank();
		assertThat(quote.backend()).isIn("a", "b", "c");
	}

	@Test
	void anUnknownActionIsRefusedAndTheKnownOnesAreNamed() {
		http.post()
			.uri("/backends/a/explode")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody(String.class)
			.value((text) -> assertThat(text).contains("explode", "kill, hang, 503, slow, bring-back"));
	}

	@Test
	void anUnknownBackendIsNotFoundAndTheKnownOnesAreNamed() {
		http.post()
			.uri("/backends/z/kill")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody(String.class)
			.value((text) -> assertThat(text).contains("\"z\"", "[a, b, c]"));
	}

	@Test
	void noProcessIsLeftAfterTheContextHasClosed() {
		List<ProcessHandle> processes;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0")) {
			processes = context.getBean(Backends.class)
				.all()
				.stream()
				.map(Backend::pid)
				.map((pid) -> ProcessHandle.of(pid).orElseThrow())
				.toList();
			assertThat(processes).hasSize(3).allMatch(ProcessHandle::isAlive);
		}

		assertThat(processes).noneMatch(ProcessHandle::isAlive);
	}

	private void throwSwitch(String backend, BackendAction action) {
		http.post().uri("/backends/{backend}/{action}", backend, action.path()).exchange().expectStatus().isOk();
	}

	private void awaitState(String endpoint, String state) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> http.get()
				.uri("/actuator/ha/pools/quotes/{endpoint}", endpoint)
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo(state));
	}

	private void awaitCalls(long calls) {
		await().atMost(PATIENCE).until(() -> traffic.summary().calls() >= calls);
	}

	private void assertHealthy() {
		http.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.haPools.status")
			.isEqualTo("UP");
	}

	private SampleState state() {
		return Objects
			.requireNonNull(http.get().uri("/state").exchange().returnResult(SampleState.class).getResponseBody());
	}

}
