package io.hapool.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.hapool.pool.Endpoint;
import io.hapool.source.EndpointListFormat;
import io.hapool.time.SystemTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpSourceTests {

	private static final Duration INTERVAL = Duration.ofSeconds(30);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofMillis(200);

	/** Longer than a server that trickles may stand still between two bytes. */
	private static final Duration TRICKLING = Duration.ofSeconds(1);

	private static final EndpointListFormat LINES = (
			text) -> text.lines().map((line) -> Endpoint.of(URI.create(line))).toList();

	private final SystemTime time = new SystemTime();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private HttpServer server;

	private volatile HttpHandler handler = (exchange) -> answer(exchange, 200, "http://a:1\nhttp://b:2\n");

	@BeforeEach
	void start() throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(threads);
		server.createContext("/", (exchange) -> {
			requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ exchange.getRequestHeaders().getFirst("Authorization"));
			handler.handle(exchange);
		});
		server.start();
	}

	@AfterEach
	void close() {
		closed.countDown();
		server.stop(0);
		threads.shutdownNow();
		time.close();
	}

	@Test
	void listIsRead() throws IOException {
		HttpSource source = source("/list.yml?env=test", TIMEOUT);

		assertThat(source.endpoints()).extracting(Endpoint::id).containsExactly("http://a:1", "http://b:2");
		assertThat(requests).containsExactly("GET /list.yml?env=test null");
		assertThat(source.name()).isEqualTo("http://" + host() + "/list.yml");
	}

	@Test
	void eachQuestionIsARequest() throws IOException {
		HttpSource source = source("/", TIMEOUT);
		assertThat(source.endpoints()).hasSize(2);

		handler = (exchange) -> answer(exchange, 200, "http://c:3");

		assertThat(source.endpoints()).extracting(Endpoint::id).containsExactly("http://c:3");
	}

	@Test
	void userInfoIsSentAsBasicAuthenticationAndNotShown() throws IOException {
		HttpSource source = new HttpSource(URI.create("http://us%40er:p+%C3%A4@" + host() + "/x?token=hush"), INTERVAL,
				TIMEOUT, LINES, time);

		source.endpoints();

		// us@er:p+ä
		assertThat(requests).containsExactly("GET /x?token=hush Basic dXNAZXI6cCvDpA==");
		assertThat(source).hasToString("http://" + host() + "/x");
		handler = (exchange) -> answer(exchange, 404, "");
		assertThatIOException().isThrownBy(source::endpoints)
			.withMessage("The server answered 404 (expected: 200 to 299)")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 301, 302, 304, 307, 400, 401, 404, 500, 503 })
	void otherAnswersAreFailures(int status) {
		handler = (exchange) -> {
			exchange.getResponseHeaders().set("Location", "http://" + host() + "/elsewhere");
			answer(exchange, status, "http://a:1");
		};
		HttpSource source = source("/", TIMEOUT);

		if (status == 204) {
			assertThat(endpoints(source)).as("empty").isEmpty();
		}
		else {
			assertThatIOException().isThrownBy(source::endpoints)
				.withMessage("The server answered " + status + " (expected: 200 to 299)");
		}
		assertThat(requests).hasSize(1);
	}

	@Test
	void serverThatHangsIsGivenUp() {
		handler = (exchange) -> awaitClose();

		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(source("/", SHORT)::endpoints);
	}

	@Test
	void answerThatTricklesIsGivenUp() {
		handler = (exchange) -> endless(exchange, 1, Duration.ofMillis(20));

		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(source("/", TRICKLING)::endpoints)
			.withMessage("The answer has not ended within PT1S");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 500 })
	void answerWithoutEndIsGivenUp(int status) {
		handler = (exchange) -> endless(exchange, status, 4096, Duration.ZERO);

		assertThatIOException().isThrownBy(source("/", TIMEOUT)::endpoints)
			.withMessage((status == 200) ? "The answer has more than 1048576 bytes"
					: "The server answered 500 (expected: 200 to 299)");
	}

	@Test
	void serverThatIsNotThereIsAFailure() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = free.getLocalPort();
			free.close();

			assertThatIOException().isThrownBy(
					new HttpSource(URI.create("http://127.0.0.1:" + port), INTERVAL, TIMEOUT, LINES, time)::endpoints);
		}
	}

	@Test
	void urlNeedsAHost() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HttpSource(URI.create("http:x"), INTERVAL, TIMEOUT, LINES, time))
			.withMessageStartingWith("url: \"http:x\" (expected: ");
	}

	@Test
	void sameListAtTheSamePaceIsTheSameSource() {
		assertThat(source("/", TIMEOUT)).isEqualTo(source("/", TIMEOUT))
			.hasSameHashCodeAs(source("/", TIMEOUT))
			.isNotEqualTo(source("/", SHORT))
			.isNotEqualTo(source("/other", TIMEOUT));
	}

	private HttpSource source(String path, Duration timeout) {
		return new HttpSource(URI.create("http://" + host() + path), INTERVAL, timeout, LINES, time);
	}

	private String host() {
		return "127.0.0.1:" + server.getAddress().getPort();
	}

	private static List<Endpoint<URI>> endpoints(HttpSource source) {
		try {
			return source.endpoints();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void answer(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		boolean empty = status == 204 || status == 304 || body.length == 0;
		exchange.sendResponseHeaders(status, empty ? -1 : body.length);
		if (!empty) {
			exchange.getResponseBody().write(body);
		}
		exchange.close();
	}

	private void endless(HttpExchange exchange, int chunk, Duration pause) throws IOException {
		endless(exchange, 200, chunk, pause);
	}

	/** Until the client goes away or the test ends. */
	private void endless(HttpExchange exchange, int status, int chunk, Duration pause) throws IOException {
		exchange.sendResponseHeaders(status, 0);
		try (OutputStream body = exchange.getResponseBody()) {
			do {
				body.write("#".repeat(chunk).getBytes(StandardCharsets.UTF_8));
				body.flush();
			}
			while (!isClosedWithin(pause));
		}
	}

	private boolean isClosedWithin(Duration pause) {
		try {
			return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private void awaitClose() {
		try {
			closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
