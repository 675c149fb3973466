package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.hapool.TestBackend;
import io.hapool.annotation.HaTemplate;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.fault.Leftovers;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class LifecycleTests {

	// not the common pool: with two processors it has one thread, and a call waits for
	// another there
	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void endThreads() {
		executor.shutdownNow();
	}

	@Test
	void noThreadAndNoSocketIsLeftOfAClosedWebApplication() throws Exception {
		try (TestBackend backend = TestBackend.start("backend")) {
			serveOnce(backend); // what the JVM keeps for itself once it was needed
			Leftovers before = Leftovers.now();
			Set<Thread> others = ourThreads(); // of tests before this one

			for (int i = 0; i < 2; i++) {
				serveOnce(backend);
			}

			before.awaitNoneBut(0);
			assertThat(ourThreads()).isSubsetOf(others);
		}
	}

	private static void serveOnce(TestBackend backend) throws IOException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("ha.pools.billing.endpoints=http://127.0.0.1:1," + backend.uri(), "spring.aop.auto=false",
					"server.port=0", "ha.pools.billing.selection=round-robin",
					"ha.pools.billing.isolation.consecutive-failures=1")
			.run()) {
			EndpointPool<URI> pool = pool(context);
			for (int i = 0; i < 2; i++) {
				assertThat(pool.<Integer, IOException>callLeased(LifecycleTests::ask)).isEqualTo('H');
			}
			assertThat(pool.isolated()).hasSize(1);
			assertThat(ourThreads()).as("the timer of the abort").isNotEmpty();
		}
	}

	private static int ask(Lease<URI> lease) throws IOException {
		try (Socket socket = new Socket(lease.target().getHost(), lease.target().getPort())) {
			lease.onAbort(socket::close);
			socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			return socket.getInputStream().read();
		}
	}

	@Test
	void closingWaitsForCallsInFlight() throws Exception {
		try (TestBackend backend = TestBackend.start("backend")) {
			CountDownLatch answers = backend.hold();
			ConfigurableApplicationContext context = start(backend.uri().toString());
			EndpointPool<URI> pool = pool(context);
			HaTemplate template = context.getBean(HaTemplate.class);
			CompletableFuture<String> call = CompletableFuture.supplyAsync(
					() -> template.execute("billing",
							(endpoint) -> RestClient.create().get().uri(endpoint).retrieve().body(String.class)),
					executor);
			backend.awaitRequest();

			CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close, executor);
			await().untilAsserted(() -> assertNoLease(pool));
			assertThat(closing).isNotDone();
			assertThat(pool.openLeases()).isEqualTo(1);
			answers.countDown();

			assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("backend");
			assertThat(closing).succeedsWithin(Duration.ofSeconds(10));
			assertThat(pool.openLeases()).isZero();
		}
	}

	@Test
	void closingWaitsNoLongerThanItsTimeout() {
		ConfigurableApplicationContext context = start("http://127.0.0.1:1",
				"spring.lifecycle.timeout-per-shutdown-phase=100ms");
		EndpointPool<URI> pool = pool(context);
		try (Lease<URI> lease = pool.lease()) {
			CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close, executor);

			assertThat(closing).succeedsWithin(Duration.ofSeconds(10));
			assertThat(pool.openLeases()).isEqualTo(1);
			lease.succeed();
		}
	}

	@Test
	void leasingAfterTheEndIsAClearError() {
		ConfigurableApplicationContext context = start("http://127.0.0.1:1");
		EndpointPool<URI> pool = pool(context);

		context.close();

		assertNoLease(pool);
		assertThatIllegalStateException().isThrownBy(() -> pool.call(URI::getHost)).withMessageContaining("billing");
	}

	@Test
	void contextThatStopsAndStartsLeasesAgain() {
		try (ConfigurableApplicationContext context = start("http://127.0.0.1:1")) {
			EndpointPool<URI> pool = pool(context);

			context.stop();
			assertNoLease(pool);
			context.start();

			assertThat(pool.<String, RuntimeException>call(URI::getHost)).isEqualTo("127.0.0.1");
		}
	}

	@Test
	void webServerDrainsFirst() {
		try (ConfigurableApplicationContext context = start("http://127.0.0.1:1")) {
			assertThat(context.getBean(PoolsLifecycle.class).getPhase())
				.isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE);
		}
	}

	@Test
	void changesAreApplicationEvents() {
		try (ConfigurableApplicationContext context = start("http://127.0.0.1:1,http://127.0.0.1:2")) {
			pool(context).isolate("127.0.0.1-1", "repair");

			Events events = context.getBean(Events.class);
			await().untilAsserted(() -> assertThat(events.seen()).singleElement().satisfies((event) -> {
				assertThat(event.pool()).isEqualTo("billing");
				assertThat(event.endpoint()).isEqualTo("http://127.0.0.1:1");
				assertThat(event.to()).hasToString("MAINTENANCE");
				assertThat(event.reason()).contains("repair");
			}));
		}
	}

	private static void assertNoLease(EndpointPool<URI> pool) {
		assertThatIllegalStateException().isThrownBy(() -> pool.lease().close()).withMessageContaining("billing");
	}

	private static Set<Thread> ourThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("ha-"))
			.collect(Collectors.toSet());
	}

	private static EndpointPool<URI> pool(ConfigurableApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing", URI.class);
	}

	private static ConfigurableApplicationContext start(String endpoints, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.aop.auto=false", "ha.pools.billing.endpoints=" + endpoints, "spring.jmx.enabled=false")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events {

		private final ConcurrentLinkedQueue<EndpointChanged> seen = new ConcurrentLinkedQueue<>();

		@EventListener
		void changed(EndpointChanged event) {
			this.seen.add(event);
		}

		List<EndpointChanged> seen() {
			return List.copyOf(this.seen);
		}

	}

}
