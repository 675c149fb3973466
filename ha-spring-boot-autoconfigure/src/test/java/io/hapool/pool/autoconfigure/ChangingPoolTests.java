package io.hapool.pool.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.hapool.TestBackend;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.http.autoconfigure.HttpAutoConfiguration;
import io.hapool.pool.Endpoint;
import io.hapool.pool.source.TestNameServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 29: a pool that changes ten times a second under load, through each door. Real
 * calls to real servers; none fails, and no lease is left.
 */
class ChangingPoolTests {

	/** At least so many changes, and under at least so many calls. */
	private static final int CHANGES = 15;

	private static final int CALLS = 100;

	private final TestBackend[] backends = { TestBackend.start("a"), TestBackend.start("b"), TestBackend.start("c") };

	private final Map<String, Object> properties = new ConcurrentHashMap<>();

	private final ScheduledExecutorService changer = Executors.newSingleThreadScheduledExecutor();

	private final RestClient client = RestClient.create();

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong calls = new AtomicLong();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	/** What the pool has been seen to be made of. */
	private final Set<List<String>> seen = ConcurrentHashMap.newKeySet();

	@BeforeEach
	void listAll() {
		properties.put("ha.pools.billing.timeout", "5s");
	}

	@AfterEach
	void close() {
		changer.shutdownNow();
		Arrays.stream(backends).forEach(TestBackend::close);
	}

	@Test
	void byUpdate() throws Exception {
		properties.put("ha.pools.billing.endpoints", some(0));

		run((context, turn) -> {
			EndpointPool<URI> pool = pool(context);
			pool.update(pool.definition()
				.toBuilder()
				.noEndpoints()
				.targets(Arrays.stream(some(turn).split(",")).map(URI::create).toList())
				.build());
		});
	}

	@Test
	void byTheEnvironment() throws Exception {
		properties.put("ha.pools.billing.endpoints", some(0));

		run((context, turn) -> {
			properties.put("ha.pools.billing.endpoints", some(turn));
			context.publishEvent(new EnvironmentChangeEvent(context, Set.of("ha.pools.billing.endpoints")));
		});
	}

	@Test
	void byHand() throws Exception {
		properties.put("ha.pools.billing.endpoints", some(0));

		run((context, turn) -> {
			EndpointPool<URI> pool = pool(context);
			URI last = backends[2].uri();
			if (pool.endpoint(Endpoint.of(last).id()).isPresent()) {
				pool.remove(Endpoint.of(last).id());
			}
			else {
				pool.add(Endpoint.of(last));
			}
			pool.reweigh(Endpoint.of(backends[1].uri()).id(), 1 + turn % 3, "test");
		});
	}

	@Test
	void byAFile(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("endpoints.yml"), list(0));
		properties.put("ha.pools.billing.file.location", file.toUri().toString());
		properties.put("ha.pools.billing.file.interval", "20ms");

		run((context, turn) -> {
			Path next = Files.writeString(folder.resolve("next.yml"), list(turn));
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
		});
	}

	@Test
	void byDns() throws Exception {
		try (TestNameServer names = new TestNameServer()) {
			answer(names, 0);
			properties.put("ha.pools.billing.dns.name", "_http._tcp.billing.internal");
			properties.put("ha.pools.billing.dns.type", "srv");
			properties.put("ha.pools.billing.dns.server", names.address());
			properties.put("ha.pools.billing.dns.interval", "20ms");

			run((context, turn) -> answer(names, turn));
		}
	}

	@Test
	void byAnHttpList() throws Exception {
		try (ListServer server = new ListServer(list(0))) {
			properties.put("ha.pools.billing.http.url", server.uri().toString());
			properties.put("ha.pools.billing.http.interval", "20ms");

			run((context, turn) -> server.list(list(turn)));
		}
	}

	/** Two of the three. */
	private String some(int turn) {
		return backends[turn % 3].uri() + "," + backends[(turn + 1) % 3].uri();
	}

	private String list(int turn) {
		return "[" + some(turn) + "]";
	}

	private void answer(TestNameServer names, int turn) {
		names.name("_http._tcp.billing.internal",
				Map.of("SRV", List.of("0 1 " + backends[turn % 3].uri().getPort() + " 127.0.0.1",
						"0 1 " + backends[(turn + 1) % 3].uri().getPort() + " 127.0.0.1")));
	}

	private void run(Change change) throws Exception {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HttpAutoConfiguration.class, PoolsAutoConfiguration.class,
					PoolsRefreshAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("changing", properties)))
			.run((context) -> runIn(context.getSourceApplicationContext(), change));
	}

	private void runIn(ConfigurableApplicationContext context, Change change) throws Exception {
		EndpointPool<URI> pool = pool(context);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			callers.add(new Thread(() -> callUntilOver(pool)));
		}
		callers.forEach(Thread::start);
		AtomicInteger turn = new AtomicInteger();
		changer.scheduleAtFixedRate(() -> {
			int number = turn.incrementAndGet();
			boolean enough = number > CHANGES && calls.get() > CALLS;
			if (!enough) {
				change.applied(context, number, failures);
			}
			over.set(enough);
		}, 100, 100, TimeUnit.MILLISECONDS);
		for (Thread caller : callers) {
			caller.join(TimeUnit.SECONDS.toMillis(30));
		}

		assertThat(failures).isEmpty();
		assertThat(calls.get()).isGreaterThan(CALLS);
		assertThat(seen.size()).as("what the pool was made of").isGreaterThan(2);
		assertThat(pool.openLeases()).isZero();
		assertThat(pool.calls().succeeded()).isEqualTo(calls.get());
	}

	private void callUntilOver(EndpointPool<URI> pool) {
		while (!over.get()) {
			try {
				String answer = pool.call((uri) -> client.get().uri(uri).retrieve().body(String.class));
				assertThat(answer).isNotEmpty();
				calls.incrementAndGet();
				seen.add(pool.endpoints()
					.stream()
					.map((endpoint) -> endpoint.endpoint().id() + endpoint.endpoint().weight())
					.toList());
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		}
	}

	private static EndpointPool<URI> pool(ConfigurableApplicationContext context) {
		return context.getBean(EndpointPools.class).get("billing", URI.class);
	}

	@FunctionalInterface
	private interface Change {

		void apply(ConfigurableApplicationContext context, int turn) throws IOException;

		default void applied(ConfigurableApplicationContext context, int turn, Queue<Throwable> failures) {
			try {
				apply(context, turn);
			}
			catch (IOException | RuntimeException ex) {
				failures.add(ex);
			}
		}

	}

}
