package io.hapool.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hapool.SelfSigned;
import io.hapool.health.CheckFailedException;
import io.hapool.health.CheckUnknownException;
import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Checks of real servers.
 */
@Timeout(60)
class HttpHealthCheckTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final HttpCheckSettings SETTINGS = HttpCheckSettings.of(TIMEOUT);

	private final CountDownLatch over = new CountDownLatch(1);

	private final SystemTime time = new SystemTime();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();

	private final List<URI> asked = new CopyOnWriteArrayList<>();

	private final List<Headers> sent = new CopyOnWriteArrayList<>();

	private HttpServer server;

	private volatile HttpHandler answer = (exchange) -> respond(exchange, 200, "ok");

	@BeforeEach
	void start() throws IOException {
		server = listen(HttpServer.create());
	}

	@AfterEach
	void stop() {
		over.countDown();
		server.stop(0);
		threads.shutdownNow();
		time.close();
	}

	@Test
	void asksForTheUriOfTheEndpoint() throws Exception {
		assertThat(check(SETTINGS, "/a%20b?c=d%26")).isEqualTo(Verdict.UP);
		assertThat(check(SETTINGS, "")).isEqualTo(Verdict.UP);

		assertThat(asked).extracting(URI::toString).containsExactly("/a%20b?c=d%26", "/");
	}

	@Test
	void pathStandsInThePlaceOfThatOfTheEndpoint() throws Exception {
		check(path("/health?full=true"), "/api/v1?x");

		assertThat(asked).extracting(URI::toString).containsExactly("/health?full=true");
	}

	@Test
	void portStandsInThePlaceOfThatOfTheEndpoint() throws Exception {
		HttpCheckSettings settings = new HttpCheckSettings(null, server.getAddress().getPort(), HttpStatuses.SUCCESSFUL,
				Map.of(), TIMEOUT, null);

		assertThat(new HttpHealthCheck(settings, time).check(URI.create("http://127.0.0.1:1/a"), TIMEOUT))
			.isEqualTo(Verdict.UP);
	}

	@Test
	void sendsHeadersAndTheCredentialsOfTheEndpoint() throws Exception {
		HttpCheckSettings settings = new HttpCheckSettings(null, 0, HttpStatuses.SUCCESSFUL, Map.of("X-Probe", "ha"),
				TIMEOUT, null);

		new HttpHealthCheck(settings, time).check(URI.create(uri("/").toString().replace("//", "//user:a%40b@")),
				TIMEOUT);

		assertThat(sent.get(0).getFirst("X-Probe")).isEqualTo("ha");
		assertThat(sent.get(0).getFirst("Authorization")).isEqualTo("Basic dXNlcjphQGI=");
	}

	@Test
	void credentialsAreSentInUtf8AndAPlusIsItself() throws Exception {
		new HttpHealthCheck(SETTINGS, time).check(URI.create(uri("/").toString().replace("//", "//user:p%E2%82%AC+@")),
				TIMEOUT);

		String expected = Base64.getEncoder().encodeToString("user:p\u20ac+".getBytes(StandardCharsets.UTF_8));
		assertThat(sent.get(0).getFirst("Authorization")).isEqualTo("Basic " + expected);
	}

	@Test
	void writtenAuthorizationWins() throws Exception {
		HttpCheckSettings settings = new HttpCheckSettings(null, 0, HttpStatuses.SUCCESSFUL,
				Map.of("Authorization", "Bearer x"), TIMEOUT, null);

		new HttpHealthCheck(settings, time).check(URI.create(uri("/").toString().replace("//", "//user:b@")), TIMEOUT);

		assertThat(sent.get(0).get("Authorization")).containsExactly("Bearer x");
	}

	@ParameterizedTest
	@CsvSource({ "201", "204", "299" })
	void anySuccessIsUp(int status) throws Exception {
		answer = (exchange) -> respond(exchange, status, "");

		assertThat(check(SETTINGS, "/")).isEqualTo(Verdict.UP);
	}

	@ParameterizedTest
	@CsvSource({ "302", "401", "404", "429", "500", "503" })
	void anyOtherStatusIsDown(int status) {
		answer = (exchange) -> {
			exchange.getResponseHeaders().set("Location", "/elsewhere");
			respond(exchange, status, "broken");
		};

		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> check(SETTINGS, "/"))
			.withMessage("Status " + status);
		assertThat(asked).as("redirects are not followed, nothing is asked twice").hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "404", "302" })
	void expectedStatusIsUp(int status) throws Exception {
		answer = (exchange) -> respond(exchange, status, "no");
		HttpCheckSettings settings = new HttpCheckSettings(null, 0, HttpStatuses.parse(List.of("2xx", "404", "302")),
				Map.of(), TIMEOUT, null);

		assertThat(check(settings, "/")).isEqualTo(Verdict.UP);
	}

	@Test
	void eachCheckOpensAConnectionOfItsOwn() throws Exception {
		HttpHealthCheck check = new HttpHealthCheck(SETTINGS, time);
		for (int i = 0; i < 10; i++) {
			check.check(uri("/"), TIMEOUT);
		}

		assertThat(asked).hasSize(10);
		assertThat(clientPorts).hasSize(10);
	}

	@Test
	void noAnswerInTimeIsDown() {
		answer = (exchange) -> over(TIMEOUT.multipliedBy(10));

		assertThat(failure(HttpCheckSettings.of(SHORT))).isInstanceOf(IOException.class);
	}

	@Test
	void answerThatTricklesIsDown() {
		answer = (exchange) -> {
			exchange.sendResponseHeaders(200, 1000);
			while (!over(Duration.ofMillis(50))) {
				exchange.getResponseBody().write('x');
				exchange.getResponseBody().flush();
			}
		};

		long begin = System.nanoTime();
		assertThat(failure(HttpCheckSettings.of(SHORT))).isInstanceOf(IOException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
	}

	@Test
	void longAnswerIsNotReadToItsEnd() throws Exception {
		answer = (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			byte[] block = new byte[65_536];
			try {
				while (true) {
					exchange.getResponseBody().write(block);
				}
			}
			catch (IOException expected) {
				// the check has gone
			}
		};

		assertThat(check(SETTINGS, "/")).isEqualTo(Verdict.UP);
	}

	@Test
	void closedPortIsAFailureToConnect() {
		int port = server.getAddress().getPort();
		server.stop(0);

		assertThatExceptionOfType(ConnectException.class).isThrownBy(
				() -> new HttpHealthCheck(SETTINGS, time).check(URI.create("http://127.0.0.1:" + port), TIMEOUT));
	}

	@Test
	void whatIsNoHttpCannotBeTold() {
		assertThatExceptionOfType(CheckUnknownException.class)
			.isThrownBy(
					() -> new HttpHealthCheck(SETTINGS, time).check(URI.create("redis://user:secret@a:6379"), TIMEOUT))
			.withMessageContaining("redis://******@a:6379");
	}

	@Test
	void trustsWhatTheBundleSays(@TempDir Path folder) throws Exception {
		SslBundle bundle = SelfSigned.bundle(folder);
		HttpsServer secure = HttpsServer.create();
		secure.setHttpsConfigurator(new HttpsConfigurator(bundle.createSslContext()));
		listen(secure);
		try {
			URI uri = URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/");
			HttpCheckSettings trusting = new HttpCheckSettings(null, 0, HttpStatuses.SUCCESSFUL, Map.of(), TIMEOUT,
					bundle);

			assertThat(new HttpHealthCheck(trusting, time).check(uri, TIMEOUT)).isEqualTo(Verdict.UP);
			assertThat(catchThrowable(() -> new HttpHealthCheck(SETTINGS, time).check(uri, TIMEOUT)))
				.isInstanceOf(SSLException.class);
		}
		finally {
			secure.stop(0);
		}
	}

	@Test
	void sameSettingsAreTheSameCheck() {
		assertThat(new HttpHealthCheck(path("/a"), time)).isEqualTo(new HttpHealthCheck(path("/a"), time))
			.hasSameHashCodeAs(new HttpHealthCheck(path("/a"), time))
			.isNotEqualTo(new HttpHealthCheck(path("/b"), time));
	}

	@Test
	void pathBeginsWithASlash() {
		assertThatIllegalArgumentException().isThrownBy(() -> path("health"))
			.withMessage("health-check.path: \"health\" (expected: it begins with a slash, such as /health)");
	}

	private Verdict check(HttpCheckSettings settings, String path) throws Exception {
		return new HttpHealthCheck(settings, time).check(uri(path), TIMEOUT);
	}

	private Throwable failure(HttpCheckSettings settings) {
		return catchThrowable(() -> check(settings, "/"));
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
	}

	private static HttpCheckSettings path(String path) {
		return new HttpCheckSettings(path, 0, HttpStatuses.SUCCESSFUL, Map.of(), TIMEOUT, null);
	}

	private <S extends HttpServer> S listen(S created) throws IOException {
		created.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		created.createContext("/", (exchange) -> {
			clientPorts.add(exchange.getRemoteAddress().getPort());
			asked.add(exchange.getRequestURI());
			sent.add(exchange.getRequestHeaders());
			answer.handle(exchange);
			exchange.close();
		});
		created.setExecutor(threads);
		created.start();
		return created;
	}

	/** Whether the test is over, for which the server waits so long. */
	private boolean over(Duration longest) {
		try {
			return over.await(longest.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private static void respond(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
	}

}
