package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;

import io.hapool.TestBackend;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.health.HealthCheck;
import io.hapool.http.autoconfigure.HttpCheckAutoConfiguration;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.time.ManualTime;
import io.hapool.time.Time;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health checks as a user writes them.
 */
class CheckPropertiesTests {

	private static final String QUICK = "ha.defaults.health-check.interval=20ms";

	private final ApplicationContextRunner runner = StartFailure.runner()
		.withConfiguration(AutoConfigurations.of(HttpCheckAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues(QUICK);

	@Test
	void httpFindsWhoAnswersBadly() {
		try (TestBackend well = TestBackend.start("well"); TestBackend broken = TestBackend.start("broken")) {
			broken.status(404);
			runner
				.withPropertyValues("ha.pools.billing.endpoints=" + well.uri() + "," + broken.uri(),
						"ha.pools.billing.health-check.type=http", "ha.pools.billing.health-check.path=/health")
				.run((context) -> {
					EndpointPool<URI> pool = pool(context.getBean(EndpointPools.class));
					await().until(() -> isolated(pool).equals("[" + broken.uri() + "]"));

					EndpointSnapshot.Checks checks = pool.isolated().get(0).checks();
					assertThat(checks.lastFailure()).isEqualTo("CheckFailedException: Status 404");
				});
		}
	}

	@Test
	void statusMayBeOthers() {
		try (TestBackend odd = TestBackend.start("odd")) {
			odd.status(404);
			runner
				.withPropertyValues("ha.pools.billing.endpoints=" + odd.uri(),
						"ha.pools.billing.health-check.type=http", "ha.pools.billing.health-check.status=2xx,404")
				.run((context) -> awaitUps(context.getBean(EndpointPools.class)));
		}
	}

	@Test
	void tcpGoesToAPortOfItsOwn() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			runner
				.withPropertyValues("ha.pools.billing.endpoints=http://127.0.0.1:1",
						"ha.defaults.health-check.type=TCP", "ha.defaults.health-check.port=" + server.getLocalPort())
				.run((context) -> awaitUps(context.getBean(EndpointPools.class)));
		}
	}

	@Test
	void scriptRuns() {
		runner
			.withPropertyValues("ha.pools.billing.endpoints=http://127.0.0.1:1,http://127.0.0.2:2",
					"ha.pools.billing.health-check.type=script", "ha.pools.billing.health-check.command[0]=test",
					"ha.pools.billing.health-check.command[1]={port}", "ha.pools.billing.health-check.command[2]=-lt",
					"ha.pools.billing.health-check.command[3]=2")
			.run((context) -> await()
				.until(() -> isolated(pool(context.getBean(EndpointPools.class))).equals("[http://127.0.0.2:2]")));
	}

	@Test
	void pingRuns() {
		runner
			.withPropertyValues("ha.pools.billing.endpoints=http://127.0.0.1:1",
					"ha.pools.billing.health-check.type=ping")
			.run((context) -> awaitUps(context.getBean(EndpointPools.class)));
	}

	@Test
	void beanIsACheck() {
		runner.withUserConfiguration(OwnCheck.class)
			.withPropertyValues("ha.pools.billing.endpoints=http://a,http://b",
					"ha.pools.billing.health-check.type=ownCheck")
			.run((context) -> await()
				.until(() -> isolated(pool(context.getBean(EndpointPools.class))).equals("[http://b:80]")));
	}

	@Test
	void noneSwitchesOffWhatIsInherited() {
		runner
			.withPropertyValues("ha.pools.billing.endpoints=http://a,http://b", "ha.defaults.health-check.type=tcp",
					"ha.pools.billing.health-check.type=none")
			.run((context) -> assertThat(pool(context.getBean(EndpointPools.class)).endpoints())
				.allSatisfy((endpoint) -> assertThat(endpoint.checks()).isNull()));
	}

	@Test
	void checkedPoolIsolatesForTwoSecondsAtFirst() {
		assertThat(isolation("ha.pools.billing.health-check.type=ownCheck")).isBetween(Duration.ofMillis(1000),
				Duration.ofMillis(2500));
		assertThat(isolation("ha.pools.billing.health-check.type=ownCheck", "ha.defaults.isolation.duration=20s"))
			.isGreaterThan(Duration.ofSeconds(10));
	}

	private Duration isolation(String... properties) {
		Duration[] length = new Duration[1];
		ManualTime time = new ManualTime();
		runner.withUserConfiguration(OwnCheck.class)
			.withBean(Time.class, () -> time)
			.withPropertyValues("ha.pools.billing.endpoints=http://a,http://b")
			.withPropertyValues(properties)
			.run((context) -> {
				EndpointPool<URI> pool = pool(context.getBean(EndpointPools.class));
				time.advance(Duration.ofMillis(400));
				length[0] = pool.isolated().get(0).isolationEnds();
			});
		return length[0];
	}

	@Test
	void bundleThatIsNotThereStopsTheStart() {
		StartFailure failure = StartFailure.of(runner.withPropertyValues("ha.pools.billing.endpoints=https://a",
				"ha.pools.billing.health-check.type=http", "ha.pools.billing.ssl.bundle=internal"));

		assertThat(failure.description()).isEqualTo("ha.pools.billing.ssl.bundle: there is no SSL bundle \"internal\" "
				+ "(expected: one defined under spring.ssl.bundle)");
	}

	@Test
	void wrongStatusStopsTheStart() {
		StartFailure failure = StartFailure.of(runner.withPropertyValues("ha.pools.billing.endpoints=https://a",
				"ha.pools.billing.health-check.type=http", "ha.pools.billing.health-check.status=fine"));

		assertThat(failure.description())
			.isEqualTo("ha.pools.billing.health-check.status: \"fine\" (expected: such as 2xx, 200-299 or 404)");
		assertThat(failure.action())
			.isEqualTo("Write a value as expected there or under ha.defaults, or leave it out for the default.");
	}

	@Test
	void httpWithoutItsLibraryStopsTheStart() {
		StartFailure failure = StartFailure
			.of(runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
				.withPropertyValues("ha.pools.billing.endpoints=https://a", "ha.pools.billing.health-check.type=http"));

		assertThat(failure.description()).isEqualTo("ha.pools.billing.health-check.type: "
				+ "checks by http need Boot's HTTP client, which is not on the class path");
		assertThat(failure.action()).isEqualTo(
				"Add the dependency org.springframework.boot:spring-boot-starter-restclient, or write type: tcp.");
	}

	private static EndpointPool<URI> pool(EndpointPools pools) {
		return pools.get("billing", URI.class);
	}

	private static void awaitUps(EndpointPools pools) {
		await().until(() -> {
			EndpointSnapshot.Checks checks = pool(pools).endpoints().get(0).checks();
			assertThat(checks.down()).isZero();
			return checks.up() >= 3;
		});
	}

	private static String isolated(EndpointPool<URI> pool) {
		return pool.isolated()
			.stream()
			.filter((endpoint) -> endpoint.status().health() == HealthState.ISOLATED)
			.map((endpoint) -> endpoint.endpoint().id())
			.toList()
			.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCheck {

		@Bean
		HealthCheck<URI> ownCheck() {
			return (target, timeout) -> target.getHost().equals("b") ? HealthCheck.Verdict.DOWN
					: HealthCheck.Verdict.UP;
		}

	}

}
