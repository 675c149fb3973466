package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.hapool.call.CallOptions;
import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 10: no endpoint can be connected to any more, as where a firewall drops what
 * opens a connection. Connections that are open keep serving.
 */
@MeasuresTime
@Timeout(120)
class DroppedConnectTests {

	private static final Logger logger = LoggerFactory.getLogger(DroppedConnectTests.class);

	private static final CallOptions<URI> AS_USUAL = CallOptions.<URI>builder().build();

	private static final int PER_SECOND = 200;

	/** Not enough to try all three. */
	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	@Test
	void openConnectionsKeepServing() {
		try (FaultScene scene = FaultScene.start();
				SocketAttempts client = connected(scene);
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND,
						(id) -> scene.call(AS_USUAL, (lease) -> client.sendOnKept(lease, id)))) {
			scene.awaitAllUp();

			List<Integer> connections = connections(scene);
			List<Integer> requests = requests(scene);
			dropDuring(scene, load, 2);
			List<Integer> later = requests(scene);
			LoadResult result = load.stop();
			client.close();

			assertThat(connections(scene)).isEqualTo(connections);
			for (int i = 0; i < 3; i++) {
				assertThat(later.get(i) - requests.get(i)).as("requests of endpoint %s", i)
					.isGreaterThan(PER_SECOND / 3);
			}
			assertThat(result.failed()).isEmpty();
			assertThat(scene.log().entries()).hasSize(3)
				.allSatisfy((entry) -> assertThat(entry.change().to().health()).isEqualTo(HealthState.UP));
			scene.verify(result);
		}
	}

	/**
	 * Calls that need a new connection cannot have one; they must not take the endpoints
	 * from the others.
	 */
	@Test
	@Tag("fault")
	void openConnectionsKeepServingThoughOthersAreTried() {
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(TIMEOUT));
				SocketAttempts client = connected(scene);
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, (id) -> scene.call(AS_USUAL, (lease) -> needsNew(id)
						? SocketAttempts.sendOnNew(lease, id) : client.sendOnKept(lease, id)))) {
			scene.awaitAllUp();

			dropDuring(scene, load, 12);
			load.awaitCalls(2 * PER_SECOND);
			LoadResult result = load.stop();
			client.close();

			long failed = result.failed().stream().filter((call) -> !needsNew(call.id())).count();
			logger.info("{} of {} calls failed, {} of them had connections", result.failed().size(), result.started(),
					failed);
			assertThat(failed).isZero();
			assertThat(result.verifyNotLate(result.failed(), TIMEOUT)).isNotEmpty();
			scene.verify(result);
		}
	}

	/** One of 20. */
	private static boolean needsNew(String id) {
		return Integer.parseInt(id.substring(id.indexOf('-') + 1)) % 20 == 10;
	}

	private static SocketAttempts connected(FaultScene scene) {
		SocketAttempts client = new SocketAttempts();
		for (BackendProcess backend : scene.backends()) {
			client.open(backend.uri(), OpenLoopLoad.CALLERS);
			await("accepted connections").until(() -> backend.connections() == OpenLoopLoad.CALLERS);
		}
		return client;
	}

	private static void dropDuring(FaultScene scene, OpenLoopLoad load, int seconds) {
		List<Integer> ports = scene.backends().stream().map(BackendProcess::port).toList();
		try (PacketRules dropped = PacketRules.dropConnects(ports)) {
			load.awaitCalls(seconds * PER_SECOND);
		}
	}

	private static List<Integer> connections(FaultScene scene) {
		return scene.backends().stream().map(BackendProcess::connections).toList();
	}

	private static List<Integer> requests(FaultScene scene) {
		return scene.backends().stream().map(BackendProcess::requestCount).toList();
	}

}
