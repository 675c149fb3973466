package io.hapool.redis.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.hapool.SelfSigned;
import io.hapool.actuate.HaEndpoint;
import io.hapool.actuate.autoconfigure.ActuateAutoConfiguration;
import io.hapool.actuate.autoconfigure.RedisActuateAutoConfiguration;
import io.hapool.pool.autoconfigure.InvalidPoolException;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import io.hapool.redis.DatabaseState;
import io.hapool.redis.RedisDatabases;
import io.hapool.redis.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application gets that has the clusters of its databases asked, by a server that
 * answers as the REST API of Redis Enterprise does.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class LagAwareAutoConfigurationTests {

	private static final String COMMON = "ha.redis.health-check.lag-aware.";

	private static final String EAST = "ha.redis.databases.east.health-check.lag-aware.";

	private static RedisServerProcess east;

	private static RedisServerProcess west;

	private final Set<String> lagging = ConcurrentHashMap.newKeySet();

	/** What was asked last, and by whom, by the name of the database. */
	private final Map<String, String> asked = new ConcurrentHashMap<>();

	private final Map<String, String> users = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private HttpServer server;

	@BeforeAll
	static void startDatabases() {
		east = RedisServerProcess.start();
		west = RedisServerProcess.start();
	}

	@AfterAll
	static void stopDatabases() {
		east.close();
		west.close();
	}

	@BeforeEach
	void start() throws IOException {
		server = listen(HttpServer.create());
	}

	@AfterEach
	void stop() {
		server.stop(0);
		threads.shutdownNow();
	}

	@Test
	void databaseThatLagsIsLeftAndTakenBackWhenItDoesNot() {
		two().withPropertyValues(COMMON + "url=" + url("http")).run((context) -> {
			StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
			assertThat(selected(context)).isEqualTo("east");

			lagging.add("east");
			await().until(() -> selected(context), "west"::equals);

			template.opsForValue().set("key", "meanwhile");
			assertThat(west.connect().get("key")).isEqualTo("meanwhile");
			assertThat(shown(context)).contains("Its cluster says status 503", "bdb_unavailable");
			lagging.clear();
			await().until(() -> selected(context), "east"::equals);
		});
	}

	@Test
	void whatIsSaidForAllHoldsWhereADatabaseSaysNothingElse() {
		two()
			.withPropertyValues(COMMON + "url=" + url("http"), COMMON + "username=ha@example",
					COMMON + "password=geheim", COMMON + "tolerance=3s", EAST + "password=verborgen",
					EAST + "tolerance=250ms")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				await().until(() -> asked.keySet().containsAll(Set.of("east", "west")));
				assertThat(asked.get("east")).endsWith("availability_lag_tolerance_ms=250");
				assertThat(asked.get("west")).endsWith("availability_lag_tolerance_ms=3000");
				assertThat(users).containsEntry("east", "ha@example:verborgen")
					.containsEntry("west", "ha@example:geheim");
			});
	}

	@Test
	void databaseMayHaveAClusterOfItsOwn() {
		bare()
			.withPropertyValues("ha.redis.databases.east.health-check.type=lag-aware", EAST + "url=" + url("http"),
					"ha.redis.health-check.type=ping")
			.run((context) -> {
				lagging.add("east");
				await().until(() -> selected(context), "west"::equals);
				assertThat(asked).containsOnlyKeys("east");
			});
	}

	@Test
	void certificateIsTrustedByTheBundle(@TempDir Path folder) throws Exception {
		HttpsServer secure = HttpsServer.create();
		secure.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.bundle(folder).createSslContext()));
		server.stop(0);
		server = listen(secure);
		String store = "spring.ssl.bundle.jks.cluster.truststore.";
		ApplicationContextRunner secured = two().withPropertyValues(COMMON + "url=" + url("https"),
				store + "location=" + folder.resolve("store.p12").toUri(), store + "password=changeit",
				store + "type=PKCS12");

		secured.withPropertyValues(COMMON + "ssl.bundle=cluster")
			.run((context) -> assertThat(selected(context)).isEqualTo("east"));
		secured.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("certificat"));
		secured.withPropertyValues(EAST + "ssl.bundle=custer")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidPoolException.class,
						(failure) -> assertThat(failure.remedy()).isEqualTo("Write one of [cluster]."))
				.hasMessage(EAST + "ssl.bundle: there is no SSL bundle \"custer\""));
	}

	@Test
	void missingBundleIsNamedWithItsProperty() {
		two().withPropertyValues(COMMON + "url=" + url("https"), COMMON + "ssl.bundle=nowhere")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidPoolException.class,
						(failure) -> assertThat(failure.remedy()).isEqualTo("Define it under spring.ssl.bundle."))
				.hasMessage(COMMON + "ssl.bundle: there is no SSL bundle \"nowhere\""));
	}

	@Test
	void withoutUrlThePortOfRedisEnterpriseIsAsked() {
		two().run((context) -> {
			assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("REST API at https://127.0.0.1:9443 does not answer");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://ha:geheim@cluster", "cluster.example:9443", "https://ha:geheim@clus ter", "",
			"https://ha:gehe im@cluster", "https://ha:geheim@cluster:9443", "https:///v1" })
	void wrongUrlIsNamedAndItsPasswordIsNotShown(String url, CapturedOutput output) {
		two().withPropertyValues(COMMON + "url=" + url).run((context) -> {
			assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidPoolException.class,
						(failure) -> assertThat(failure.getMessage() + failure.remedy()).startsWith(COMMON + "url: ")
							.containsAnyOf("such as https://cluster.example:9443", "lag-aware.password"));
			assertThat(context).getFailure().extracting(Throwable::toString).asString().doesNotContain("gehe");
			assertThat(output).doesNotContain("gehe");
		});
	}

	@Test
	void refusedPasswordIsSaidAndNotShown(CapturedOutput output) {
		two()
			.withPropertyValues(COMMON + "url=" + url("http"), COMMON + "username=ha", COMMON + "password=geheim",
					EAST + "password=falsch", "ha.redis.initial-health=one")
			.run((context) -> {
				assertThat(selected(context)).isEqualTo("west");
				await().untilAsserted(() -> assertThat(shown(context)).contains("status 401", "wrong credentials"));

				assertThat(shown(context)).doesNotContain("falsch", "geheim");
				assertThat(output).contains("status 401").doesNotContain("falsch", "geheim");
				assertThat(context.getBean(RedisProperties.class).toString()).doesNotContain("falsch", "geheim");
				assertThat(context.getBean(RedisDatabases.class).all().toString()).doesNotContain("falsch", "geheim");
			});
	}

	@Test
	void refusedPasswordOfAllFailsTheStart(CapturedOutput output) {
		two().withPropertyValues(COMMON + "url=" + url("http"), COMMON + "username=ha", COMMON + "password=falsch")
			.run((context) -> {
				assertThat(context).getFailure().rootCause().hasMessageContaining("status 401");
				assertThat(context).getFailure().extracting(Throwable::toString).asString().doesNotContain("falsch");
				assertThat(output).doesNotContain("falsch");
			});
	}

	private ApplicationContextRunner two() {
		return bare().withPropertyValues("ha.redis.health-check.type=lag-aware");
	}

	private static ApplicationContextRunner bare() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, PoolsAutoConfiguration.class,
					RedisDatabasesAutoConfiguration.class, DataRedisAutoConfiguration.class,
					DataRedisReactiveAutoConfiguration.class, ActuateAutoConfiguration.class,
					RedisActuateAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"ha.redis.databases.east.url=redis://127.0.0.1:" + east.port(),
					"ha.redis.databases.west.url=redis://127.0.0.1:" + west.port(),
					"ha.redis.databases.west.weight=0.5", "ha.redis.isolation.duration=100ms",
					"ha.redis.isolation.max-duration=100ms", "ha.redis.failback.grace=100ms",
					"ha.redis.failback.interval=20ms", "ha.redis.health-check.interval=50ms",
					"ha.redis.health-check.probes=1", "ha.redis.health-check.timeout=5s",
					// one that stands still for a moment is not left for that
					"ha.redis.isolation.stuck-after=10s", "ha.redis.command-timeout=10s");
	}

	private static String selected(ApplicationContext context) {
		return context.getBean(RedisDatabases.class).selected().map(DatabaseState::name).orElse("none");
	}

	/** As the actuator does. */
	private static String shown(ApplicationContext context) {
		return JsonMapper.builder().build().writeValueAsString(context.getBean(HaEndpoint.class).part("redis"));
	}

	private URI url(String scheme) {
		return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
	}

	private <S extends HttpServer> S listen(S created) throws IOException {
		created.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		created.createContext("/v1/bdbs", this::answer);
		created.setExecutor(threads);
		created.start();
		return created;
	}

	private void answer(HttpExchange exchange) throws IOException {
		String user = user(exchange);
		String path = exchange.getRequestURI().getPath();
		String database = path.contains("/1/") ? "east" : "west";
		if (user.endsWith(":falsch")) {
			send(exchange, 401, "{\"error_code\": \"wrong credentials\"}");
		}
		else if (path.equals("/v1/bdbs")) {
			send(exchange, 200, "[" + described(1, east) + ", " + described(2, west) + "]");
		}
		else {
			users.put(database, user);
			asked.put(database, exchange.getRequestURI().toString());
			boolean lags = lagging.contains(database);
			send(exchange, lags ? 503 : 200, lags ? "{\"error_code\": \"bdb_unavailable\"}" : "{}");
		}
	}

	private static String user(HttpExchange exchange) {
		String header = exchange.getRequestHeaders().getFirst("Authorization");
		return (header == null) ? "none"
				: new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
	}

	private static String described(int uid, RedisServerProcess database) {
		return "{\"uid\": %d, \"endpoints\": [{\"addr\": [\"127.0.0.1\"], \"port\": %d}]}".formatted(uid,
				database.port());
	}

	private static void send(HttpExchange exchange, int status, String text) throws IOException {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
