package io.hapool.sample.backend;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The backends as their clients see them.
 */
class BackendsTests {

	/** Less than a slow backend takes. */
	private static final Duration SHORT = Duration.ofMillis(500);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newHttpClient();

	private Backends backends;

	private Backend backend;

	@BeforeEach
	void start() {
		backends = Backends.start();
		backend = backends.find("b").orElseThrow();
	}

	@AfterEach
	void stop() {
		backends.close();
	}

	@Test
	void eachBackendServesUnderItsNameOnAPortOfItsOwn() throws Exception {
		for (Backend each : backends.all()) {
			assertThat(get(each).statusCode()).isEqualTo(200);
			assertThat(get(each).body()).contains("\"backend\":\"" + each.name() + "\"");
		}

		assertThat(backends.all()).extracting(Backend::port).doesNotHaveDuplicates();
	}

	@Test
	void killEndsTheProcessAndBringBackStartsAnotherOnTheSamePort() throws Exception {
		long pid = backend.pid();

		backend.apply(BackendAction.KILL);

		assertThat(ProcessHandle.of(pid)).isEmpty();
		assertThat(backend.condition()).isEqualTo(BackendAction.KILL);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> get(backend));

		backend.apply(BackendAction.BRING_BACK);

		assertThat(backend.pid()).isNotEqualTo(pid);
		assertThat(get(backend).statusCode()).isEqualTo(200);
		assertThat(backend.condition()).isEqualTo(BackendAction.BRING_BACK);
	}

	@Test
	void hangAcceptsAndDoesNotAnswerUntilBroughtBack() throws Exception {
		backend.apply(BackendAction.HANG);

		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> get(backend, SHORT));

		backend.apply(BackendAction.BRING_BACK);

		assertThat(get(backend).statusCode()).isEqualTo(200);
	}

	@Test
	void slowAnswersLaterThanClientsWait() throws Exception {
		backend.apply(BackendAction.SLOW);

		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> get(backend, SHORT));
		assertThat(get(backend).statusCode()).isEqualTo(200);
	}

	@Test
	void refuseAnswers503() throws Exception {
		backend.apply(BackendAction.REFUSE);

		assertThat(get(backend).statusCode()).isEqualTo(503);
	}

	@Test
	void aKilledBackendThatIsToldToHangIsStartedAgain() {
		backend.apply(BackendAction.KILL);

		backend.apply(BackendAction.HANG);

		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> get(backend, SHORT));
		assertThat(backend.condition()).isEqualTo(BackendAction.HANG);
	}

	@Test
	void theProcessesEndWhenTheOneThatStartedThemIsKilled() throws Exception {
		Process application = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), BackendsOwner.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		List<ProcessHandle> started = readHandles(application.inputReader());
		assertThat(started).hasSize(3).allMatch(ProcessHandle::isAlive);

		application.destroyForcibly();

		await().untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
	}

	private HttpResponse<String> get(Backend from) throws IOException, InterruptedException {
		return get(from, PATIENCE);
	}

	private HttpResponse<String> get(Backend from, Duration timeout) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + from.port() + "/quote");
		return client.send(HttpRequest.newBuilder(uri).timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static List<ProcessHandle> readHandles(BufferedReader output) throws IOException {
		return Stream.of(output.readLine().split(" "))
			.map(Long::valueOf)
			.map((pid) -> ProcessHandle.of(pid).get())
			.toList();
	}

}
