package io.hapool.kubernetes;

import java.net.ConnectException;
import java.util.HashMap;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.hapool.annotation.HighlyAvailable;
import io.hapool.annotation.Idempotence;
import io.hapool.annotation.Leased;
import io.hapool.aop.autoconfigure.HighlyAvailableAutoConfiguration;
import io.hapool.call.CallCounts;
import io.hapool.call.EndpointPool;
import io.hapool.call.EndpointPools;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.Outcome;
import io.hapool.pool.autoconfigure.PoolsAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * hapool's example "connect to kubernetes", against two API servers of which one dies.
 */
class KubernetesExampleTests {

	private final KubernetesMockServer first = server();

	private final KubernetesMockServer second = server();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PoolsAutoConfiguration.class, HighlyAvailableAutoConfiguration.class))
		.withInitializer((context) -> TestPropertyValues
			.of("kubernetes.api-servers[0]=" + url(this.first), "kubernetes.api-servers[1]=" + url(this.second))
			.applyTo(context))
		.withUserConfiguration(KubernetesPoolConfiguration.class, PodService.class);

	@BeforeEach
	void startServers() {
		List.of(this.first, this.second).forEach((server) -> {
			server.start();
			try (KubernetesClient client = KubernetesPoolConfiguration.client(url(server))) {
				client.pods().inNamespace("default").resource(pod("web-0")).create();
			}
		});
	}

	@AfterEach
	void stopServers() {
		this.first.shutdown();
		this.second.shutdown();
	}

	@Test
	void callsGoOnWhileAnApiServerDies() {
		try (KubernetesClient client1 = KubernetesPoolConfiguration.client(url(this.first));
				KubernetesClient client2 = KubernetesPoolConfiguration.client(url(this.second));
				var pool = EndpointPool.create(KubernetesPoolConfiguration.definition(client1, client2))) {
			assertThat(podNames(pool)).containsExactly("web-0");
			assertThat(pool.select().orElseThrow().id()).isEqualTo("api-1");

			this.first.shutdown();

			for (int i = 0; i < 20; i++) {
				assertThat(podNames(pool)).containsExactly("web-0");
			}
			assertThat(pool.isolated()).singleElement().satisfies(KubernetesExampleTests::refusedConnections);
			assertThat(pool.calls()).returns(21L, CallCounts::succeeded).returns(0L, CallCounts::failed);
		}
	}

	@Test
	void annotatedMethodGoesOnWhileAnApiServerDies() {
		this.contextRunner.run((context) -> {
			PodService service = context.getBean(PodService.class);
			assertThat(service.names("default", null)).containsExactly("web-0");

			this.first.shutdown();

			for (int i = 0; i < 20; i++) {
				assertThat(service.names("default", null)).containsExactly("web-0");
			}
			EndpointPool<?> pool = context.getBean(EndpointPools.class).get("kubernetes");
			assertThat(pool.isolated()).singleElement().satisfies(KubernetesExampleTests::refusedConnections);
		});
	}

	@Test
	void answersThatTheRequestIsWrongAreTheCallers() {
		this.contextRunner.run((context) -> {
			PodService service = context.getBean(PodService.class);
			EndpointPool<?> pool = context.getBean(EndpointPools.class).get("kubernetes");

			assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(() -> service.update("nobody", null))
				.returns(404, KubernetesClientException::getCode);
			assertThatExceptionOfType(KubernetesClientException.class).isThrownBy(() -> service.create("web-0", null))
				.returns(409, KubernetesClientException::getCode);

			assertThat(pool.calls()).returns(2L, CallCounts::attempts).returns(0L, CallCounts::failovers);
			assertThat(pool.isolated()).isEmpty();
			assertThat(pool.endpoints().get(0).counts()).returns(2L, EndpointSnapshot.Counts::successes)
				.returns(0L, EndpointSnapshot.Counts::failures);
		});
	}

	@Test
	void whileAllApiServersAreDeadTheCallerGetsTheClientsException() {
		this.contextRunner.run((context) -> {
			this.first.shutdown();
			this.second.shutdown();

			assertThatExceptionOfType(KubernetesClientException.class)
				.isThrownBy(() -> context.getBean(PodService.class).names("default", null))
				.withRootCauseInstanceOf(ConnectException.class)
				.satisfies((last) -> assertThat(last.getSuppressed()).hasSize(1)
					.hasOnlyElementsOfType(KubernetesClientException.class));
		});
	}

	private static void refusedConnections(EndpointSnapshot<?> dead) {
		assertThat(dead.endpoint().id()).isEqualTo("api-1");
		assertThat(dead.lastFailure()).isNotNull();
		assertThat(dead.lastFailure().outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(dead.counts().failures()).isEqualTo(1);
	}

	private static List<String> podNames(EndpointPool<KubernetesClient> pool) {
		return pool.call((client) -> client.pods().inNamespace("default").list())
			.getItems()
			.stream()
			.map((pod) -> pod.getMetadata().getName())
			.toList();
	}

	private static Pod pod(String name) {
		return new PodBuilder().withNewMetadata().withName(name).endMetadata().build();
	}

	private static KubernetesMockServer server() {
		return new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(),
				new KubernetesCrudDispatcher(), false);
	}

	private static String url(KubernetesMockServer server) {
		return "http://127.0.0.1:" + server.getPort();
	}

	/** The recipe's second half. */
	static class PodService {

		@HighlyAvailable("kubernetes")
		public List<String> names(String namespace, @Leased @Nullable KubernetesClient client) {
			return client.pods()
				.inNamespace(namespace)
				.list()
				.getItems()
				.stream()
				.map((pod) -> pod.getMetadata().getName())
				.toList();
		}

		@HighlyAvailable("kubernetes")
		public void update(String name, @Leased @Nullable KubernetesClient client) {
			client.pods().inNamespace("default").resource(pod(name)).update();
		}

		@HighlyAvailable(pool = "kubernetes", idempotent = Idempotence.NO)
		public void create(String name, @Leased @Nullable KubernetesClient client) {
			client.pods().inNamespace("default").resource(pod(name)).create();
		}

	}

}
