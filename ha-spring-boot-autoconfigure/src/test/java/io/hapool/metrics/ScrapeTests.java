package io.hapool.metrics;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import io.hapool.call.CallOptions;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.Endpoint;
import io.hapool.pool.Lease;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a Prometheus server gets, over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class ScrapeTests {

	private static final CallOptions<URI> ONE_ATTEMPT = CallOptions.<URI>builder().maxAttempts(1).build();

	private ConfigurableApplicationContext context;

	private EndpointPool<URI> pool;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("spring.aop.auto=false", "server.port=0", "server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=*", "ha.metrics.max-endpoints=5",
					"ha.pools.billing.endpoints=http://one:8080,http://two:8080", "ha.pools.billing.selection=sticky")
			.run();
		this.pool = this.context.getBean(EndpointPools.class).get("billing", URI.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void namesTypesAndTagsAreWhatTheDashboardExpects() throws Exception {
		this.pool.call(URI::getHost);
		String moved = this.pool.call((endpoint) -> {
			if (endpoint.getHost().equals("one")) {
				throw new IOException("reset");
			}
			return endpoint.getHost();
		});
		assertThat(moved).isEqualTo("two");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.pool.call(ONE_ATTEMPT, (endpoint) -> {
			throw new IOException("reset");
		}));
		this.pool.isolate("two-8080", "repair");

		try (Lease<URI> lease = this.pool.lease()) {
			List<String> lines = scrape();

			assertThat(lines).contains("# TYPE ha_attempts_total counter", "ha_attempts_total{pool=\"billing\"} 4.0",
					"# TYPE ha_failovers_total counter", "ha_failovers_total{pool=\"billing\"} 1.0",
					"# TYPE ha_leases_open gauge", "ha_leases_open{pool=\"billing\"} 1.0",
					"# TYPE ha_endpoint_state gauge", "ha_endpoint_state{endpoint=\"one-8080\",pool=\"billing\"} 1.0",
					"ha_endpoint_state{endpoint=\"two-8080\",pool=\"billing\"} 0.0",
					"ha_endpoints{pool=\"billing\"} 2.0", "ha_endpoints_available{pool=\"billing\"} 1.0");
			lease.succeed();
		}
	}

	@Test
	void dashboardAsksForNothingThatIsNotThere() throws Exception {
		Set<String> asked = new TreeSet<>();
		List<String> expressions = JsonPath.read(Files.readString(Path.of("../docs/grafana-dashboard.json")),
				"$.panels[*].targets[*].expr");
		for (String expression : expressions) {
			Pattern.compile("ha_[a-z_]+").matcher(expression).results().map(MatchResult::group).forEach(asked::add);
		}
		Set<String> there = scrape().stream()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]")[0])
			.collect(Collectors.toSet());

		assertThat(asked).hasSizeGreaterThan(8);
		assertThat(there).containsAll(asked);
	}

	/** The JVM's own meters may come at any time. */
	private static long ours(MeterRegistry registry) {
		return registry.getMeters().stream().filter((meter) -> meter.getId().getName().startsWith("ha.")).count();
	}

	@Test
	void endpointsThatHaveGoneLeaveNothingBehind(CapturedOutput output) throws Exception {
		int before = scrape().size();
		MeterRegistry registry = this.context.getBean(MeterRegistry.class);
		long meters = ours(registry);
		this.pool.add(Endpoint.of("first", URI.create("http://first:8080")));
		WeakReference<Meter> first = awaitMeter(registry, "first");

		for (int i = 0; i < 5_000; i++) {
			come(i);
		}
		Awaitility.await().until(() -> output.getOut().contains("Raise ha.metrics.max-endpoints"));
		assertThat(scrape()).filteredOn((line) -> line.startsWith("ha_endpoint_state{")).hasSizeLessThan(6);
		assertThat(scrape()).contains("ha_endpoints{pool=\"billing\"} 23.0");
		for (int i = 5_000; i < 10_000; i++) {
			come(i);
		}
		for (int i = 9_980; i < 10_000; i++) {
			this.pool.remove("endpoint-" + i);
		}
		this.pool.remove("first");

		Awaitility.await().untilAsserted(() -> assertThat(ours(registry)).isEqualTo(meters));
		assertThat(scrape()).hasSize(before);
		Awaitility.await().until(() -> {
			System.gc();
			return first.get() == null;
		});
		assertThat(output.getOut().split("Raise ha.metrics.max-endpoints", -1)).hasSize(2);
	}

	@Test
	void poolThatClosesTakesItsMetersAlong() throws Exception {
		assertThat(scrape()).anyMatch((line) -> line.startsWith("ha_") && line.contains("billing"));

		this.pool.close();

		Awaitility.await()
			.untilAsserted(
					() -> assertThat(scrape()).noneMatch((line) -> line.startsWith("ha_") && line.contains("billing")));
	}

	/** Another goes, so that there are 20. */
	private void come(int number) {
		this.pool.add(Endpoint.of("endpoint-" + number, URI.create("http://changing-" + number + ":8080")));
		if (number >= 20) {
			this.pool.remove("endpoint-" + (number - 20));
		}
	}

	private static WeakReference<Meter> awaitMeter(MeterRegistry registry, String alias) {
		Awaitility.await().until(() -> registry.find("ha.endpoint.state").tag("endpoint", alias).gauge() != null);
		Gauge gauge = registry.get("ha.endpoint.state").tag("endpoint", alias).gauge();
		return new WeakReference<>(gauge);
	}

	private List<String> scrape() throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body().lines().filter((line) -> line.contains("ha_")).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
