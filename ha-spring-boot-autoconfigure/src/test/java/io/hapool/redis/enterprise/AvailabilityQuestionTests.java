package io.hapool.redis.enterprise;

import java.io.IOException;
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

import javax.net.ssl.SSLException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hapool.SelfSigned;
import io.hapool.health.CheckFailedException;
import io.hapool.redis.Database;
import io.hapool.redis.ServerlessClient;
import io.hapool.redis.enterprise.ClusterApi.Address;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Items 33 to 35 of the acceptance list, asked of a real server that answers as the REST
 * API of Redis Enterprise does.
 */
@Timeout(60)
class AvailabilityQuestionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final String DATABASES = """
			[{"uid": 3, "name": "other", "endpoints": [
				{"dns_name": "redis-11000.cluster.example", "port": 11000, "addr": ["10.0.0.7"]}]},
			 {"uid": 7, "name": "ours", "endpoints": [
				{"dns_name": "redis-12000.internal.example", "port": 12000, "addr": ["10.0.0.8"]},
				{"dns_name": "redis-12000.cluster.example", "port": 12000, "addr": ["10.0.0.7", "10.0.0.9"]}]}]
			""";

	private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch over = new CountDownLatch(1);

	private final Database database = new Database("east", new ServerlessClient() {

		@Override
		public void probe(Probe probe, Duration timeout) {
			throw new IllegalStateException("It is its cluster that is asked");
		}

	});

	private HttpServer server;

	private volatile String databases = DATABASES;

	private volatile boolean hangs;

	@BeforeEach
	void start() throws IOException {
		server = listen(HttpServer.create());
	}

	@AfterEach
	void stop() {
		over.countDown();
		server.stop(0);
		threads.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "redis-12000.cluster.example, 12000, 7", "REDIS-12000.cluster.example, 12000, 7",
			"redis-12000.internal.example, 12000, 7", "10.0.0.9, 12000, 7", "10.0.0.7, 12000, 7", "10.0.0.7, 11000, 3",
			"redis-12000.cluster.example, 0, 7" })
	void number33DatabaseIsFoundByNameOrIpAndPort(String host, int port, int uid) throws Exception {
		question(api(new Address(host, port))).ask(database, TIMEOUT);

		assertThat(asked).containsExactly("/v1/bdbs",
				"/v1/bdbs/" + uid + "/availability?extend_check=lag&availability_lag_tolerance_ms=5000");
	}

	@ParameterizedTest
	@CsvSource({ "redis-12000.cluster.example, 12001", "redis-13000.cluster.example, 12000", "10.0.0.1, 12000" })
	void number33DatabaseThatIsNotThereIsAnError(String host, int port) {
		assertThatExceptionOfType(CheckFailedException.class)
			.isThrownBy(() -> question(api(new Address(host, port))).ask(database, TIMEOUT))
			.withMessageContaining("no database with an endpoint at")
			.withMessageContaining(host);
		assertThat(asked).containsExactly("/v1/bdbs");
	}

	@Test
	void number34IdIsLookedUpOnceAndAgainWhenThereIsNoSuchDatabase() throws Exception {
		AvailabilityQuestion question = question(ours());
		question.ask(database, TIMEOUT);
		question.ask(database, TIMEOUT);
		assertThat(asked).filteredOn("/v1/bdbs"::equals).hasSize(1);

		statuses.put("/v1/bdbs/7/availability", 404);
		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> question.ask(database, TIMEOUT));
		databases = DATABASES.replace("\"uid\": 7", "\"uid\": 8");
		question.ask(database, TIMEOUT);

		assertThat(asked).filteredOn("/v1/bdbs"::equals).hasSize(2);
		assertThat(asked.get(asked.size() - 1)).startsWith("/v1/bdbs/8/availability");
	}

	@Test
	void databaseThatLagsBehindIsIll() {
		statuses.put("/v1/bdbs/7/availability", 503);

		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> question(ours()).ask(database, TIMEOUT))
			.withMessageContaining("Its cluster says status 503: {\"error_code\": \"bdb_unavailable\"}");
	}

	@Test
	void refusedCredentialsSaySo() {
		statuses.put("/v1/bdbs", 401);

		assertThatExceptionOfType(CheckFailedException.class).isThrownBy(() -> question(ours()).ask(database, TIMEOUT))
			.withMessageContaining("Its cluster lists no databases: status 401");
	}

	@Test
	void credentialsAreSentAndNotSaid() throws Exception {
		ClusterApi api = new ClusterApi(uri("http"), "ha@example", "geheim", ours().addresses(), Duration.ofSeconds(5),
				TIMEOUT, null);

		question(api).ask(database, TIMEOUT);

		assertThat(authorizations).hasSize(2)
			.containsOnly("Basic "
					+ Base64.getEncoder().encodeToString("ha@example:geheim".getBytes(StandardCharsets.UTF_8)));
		assertThat(api.toString()).doesNotContain("geheim");
	}

	@Test
	void withoutToleranceThatItIsAvailableIsEnough() throws Exception {
		question(new ClusterApi(uri("http"), null, null, ours().addresses(), null, TIMEOUT, null)).ask(database,
				TIMEOUT);

		assertThat(asked).last().isEqualTo("/v1/bdbs/7/availability");
		assertThat(authorizations).isEmpty();
	}

	@Test
	void answerThatDoesNotComeIsWaitedForNoLonger() {
		hangs = true;

		assertThatThrownBy(() -> question(
				new ClusterApi(uri("http"), null, null, ours().addresses(), null, Duration.ofMillis(200), null))
			.ask(database, TIMEOUT)).isInstanceOf(IOException.class)
			.hasMessage("REST API at " + uri("http") + " does not answer")
			.rootCause()
			.hasMessageContaining("timed out");
	}

	@Test
	void number35OwnTrustIsUsed(@TempDir Path folder) throws Exception {
		SslBundle bundle = SelfSigned.bundle(folder);
		HttpsServer secure = HttpsServer.create();
		secure.setHttpsConfigurator(new HttpsConfigurator(bundle.createSslContext()));
		server.stop(0);
		server = listen(secure);

		assertThatCode(() -> question(secure(bundle)).ask(database, TIMEOUT)).doesNotThrowAnyException();
		assertThatThrownBy(() -> question(secure(null)).ask(database, TIMEOUT)).isInstanceOf(IOException.class)
			.cause()
			.isInstanceOf(SSLException.class);
	}

	@Test
	void badValuesSayWhatToWrite() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClusterApi(URI.create("ftp://user:geheim@cluster"), null, null, Set.of(), null,
					TIMEOUT, null))
			.withMessageContaining("lag-aware.url: ftp")
			.withMessageNotContaining("geheim");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClusterApi(uri("http"), null, null, Set.of(), Duration.ofMillis(-1), TIMEOUT, null))
			.withMessageContaining("lag-aware.tolerance: PT-0.001S (expected: >= 0)");
	}

	private ClusterApi secure(@Nullable SslBundle bundle) {
		return new ClusterApi(uri("https"), null, null, ours().addresses(), null, TIMEOUT, bundle);
	}

	private ClusterApi ours() {
		return api(new Address("redis-12000.cluster.example", 12000));
	}

	private ClusterApi api(Address address) {
		return new ClusterApi(uri("http"), null, null, Set.of(address), Duration.ofSeconds(5), TIMEOUT, null);
	}

	private URI uri(String scheme) {
		return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
	}

	private static AvailabilityQuestion question(ClusterApi api) {
		return new AvailabilityQuestion(api);
	}

	private <S extends HttpServer> S listen(S created) throws IOException {
		created.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		created.createContext("/", this::answer);
		created.setExecutor(threads);
		created.start();
		return created;
	}

	private void answer(HttpExchange exchange) throws IOException {
		asked.add(exchange.getRequestURI().toString());
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		if (authorization != null) {
			authorizations.add(authorization);
		}
		if (hangs) {
			awaitTheEnd();
		}
		String path = exchange.getRequestURI().getPath();
		int status = statuses.getOrDefault(path, 200);
		String body = path.equals("/v1/bdbs") ? databases : "{\"error_code\": \"bdb_unavailable\"}";
		byte[] bytes = ((status == 200 && !path.equals("/v1/bdbs")) ? "" : body).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private void awaitTheEnd() {
		try {
			over.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
