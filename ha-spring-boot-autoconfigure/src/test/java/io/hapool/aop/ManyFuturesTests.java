package io.hapool.aop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.hapool.TestBackend;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Leased;
import io.hapool.call.EndpointPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many calls at once while one of three servers is connected and answers nobody.
 */
class ManyFuturesTests {

	private static final int CALLS = 2000;

	private static final Duration EVERY = Duration.ofMillis(10);

	@Test
	void noneFailsAndTheThreadsOfTheClientStayFree() throws Exception {
		try (TestBackend one = TestBackend.start("one");
				TestBackend two = TestBackend.start("two");
				TestBackend hung = TestBackend.start("hung");
				Client client = new Client()) {
			BillingContext.runner(Service.class)
				.withBean(Client.class, () -> client, (definition) -> definition.setDestroyMethodName(""))
				.withPropertyValues("ha.pools.billing.endpoints=" + one.uri() + "," + two.uri() + "," + hung.uri(),
						"ha.pools.billing.selection=round-robin", "ha.pools.billing.timeout=30s")
				.run((context) -> {
					Service service = context.getBean(Service.class);
					warmUp(service);
					CountDownLatch gate = hung.hold();

					client.watch();
					List<String> answers = callAll(service);

					EndpointPool<?> pool = BillingContext.pool(context);
					assertThat(answers).hasSize(CALLS).containsOnly("one", "two");
					assertThat(pool.calls().failed()).isZero();
					assertThat(pool.calls().failovers()).isGreaterThan(CALLS / 4);
					assertThat(service.later()).noneMatch((thread) -> thread.startsWith(Client.THREADS));
					assertThat(client.looks()).isPositive();
					assertThat(client.waits()).isEmpty();
					assertThat(pool.openLeases()).isZero();
					gate.countDown();
				});
		}
	}

	private static List<String> callAll(Service service) throws Exception {
		List<CompletableFuture<String>> answers = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			answers.add(service.find(null));
		}
		CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		return answers.stream().map(CompletableFuture::join).toList();
	}

	private static void warmUp(Service service) {
		for (int i = 0; i < 30; i++) {
			service.find(null).join();
		}
		service.later().clear();
	}

	/**
	 * A client with two threads of its own, and a watch that looks all the time whether
	 * one of them, or the selector's, waits in code of ours.
	 */
	static final class Client implements AutoCloseable {

		static final String THREADS = "test-client-";

		private final ThreadMXBean jvm = ManagementFactory.getThreadMXBean();

		private final Queue<ThreadInfo> waits = new ConcurrentLinkedQueue<>();

		private final AtomicInteger looks = new AtomicInteger();

		private final ExecutorService threads = Executors.newFixedThreadPool(2,
				(task) -> new Thread(task, THREADS + task.hashCode()));

		private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

		private final HttpClient http = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.executor(this.threads)
			.build();

		CompletableFuture<HttpResponse<String>> get(@Nullable URI endpoint) {
			return this.http.sendAsync(HttpRequest.newBuilder(URI.create(endpoint + "/")).build(),
					HttpResponse.BodyHandlers.ofString());
		}

		void watch() {
			long[] watched = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith(THREADS)
						|| thread.getName().endsWith("SelectorManager"))
				.mapToLong(Thread::getId)
				.toArray();
			assertThat(watched).hasSizeGreaterThanOrEqualTo(3);
			this.watch.scheduleAtFixedRate(() -> look(watched), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
		}

		private void look(long[] watched) {
			for (ThreadInfo thread : this.jvm.getThreadInfo(watched, Integer.MAX_VALUE)) {
				boolean inOurs = Stream.of(thread.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().startsWith("io.hapool."));
				if (inOurs && thread.getThreadState() != Thread.State.RUNNABLE) {
					this.waits.add(thread);
				}
			}
			this.looks.incrementAndGet();
		}

		int looks() {
			return this.looks.get();
		}

		Queue<ThreadInfo> waits() {
			return this.waits;
		}

		@Override
		public void close() {
			this.watch.shutdownNow();
			this.threads.shutdownNow();
		}

	}

	static class Service {

		private final Set<String> later = ConcurrentHashMap.newKeySet();

		private final Thread caller = Thread.currentThread();

		private final Client client;

		Service(Client client) {
			this.client = client;
		}

		/** The threads on which attempts after the first have begun. */
		Set<String> later() {
			return later;
		}

		@HighlyAvailable("billing")
		public CompletableFuture<String> find(@Leased @Nullable URI endpoint) {
			if (Thread.currentThread() != caller) {
				later.add(Thread.currentThread().getName());
			}
			return client.get(endpoint).thenApply(HttpResponse::body);
		}

	}

}
