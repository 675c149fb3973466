package io.hapool.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.hapool.call.CallOptions;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 4: an endpoint that was stopped and isolated goes on, and now answers what was
 * asked of it before. These successes are of an older generation: they are counted, and
 * the endpoint stays isolated until its trials.
 */
@MeasuresTime
@Timeout(120)
class ContinuedEndpointTests {

	private static final int STALE = 5;

	/** Long enough to show that nothing cuts it short. */
	private static final Duration ISOLATION = Duration.ofSeconds(8);

	/** A quarter less, and its beginning may have been told late. */
	private static final Duration SHORTEST_ISOLATION = Duration.ofMillis(5500);

	@Test
	@Tag("fault")
	void staleSuccessesMoveNoState() {
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(Duration.ofSeconds(30))
			.isolationRules(FaultScene.isolation(ISOLATION, ISOLATION)));
				OpenLoopLoad load = OpenLoopLoad.start(40, scene::call)) {
			scene.awaitAllUp();

			BackendProcess stopped = scene.backend(0);
			List<Stale> stale = new ArrayList<>();
			long mark = System.nanoTime();
			HangFault.STOPPED.during(stopped, (backend) -> {
				for (int i = 0; i < STALE; i++) {
					stale.add(Stale.begin(scene, backend));
				}
				scene.log().awaitChange(scene.id(backend), HealthState.ISOLATED, mark);
				awaitAborts(scene, backend);
			});
			verifyNothingMoves(scene, stopped, stale);
			verifyIsolationLasted(scene, stopped, mark);
			LoadResult result = load.stop();

			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	/** Only what cannot be aborted is left. */
	private static void awaitAborts(FaultScene scene, BackendProcess stopped) {
		await("aborts").until(() -> scene.endpoint(stopped).counts().openLeases() == STALE);
	}

	private static void verifyNothingMoves(FaultScene scene, BackendProcess continued, List<Stale> stale) {
		EndpointSnapshot<URI> before = scene.endpoint(continued);

		stale.forEach(Stale::succeed);

		EndpointSnapshot<URI> after = scene.endpoint(continued);
		assertThat(after.status().health()).isEqualTo(HealthState.ISOLATED);
		assertThat(after.generation()).isEqualTo(before.generation());
		assertThat(after.history()).isEqualTo(before.history());
		assertThat(after.counts().successes()).isEqualTo(before.counts().successes() + STALE);
	}

	private static void verifyIsolationLasted(FaultScene scene, BackendProcess continued, long mark) {
		String id = scene.id(continued);
		Duration isolated = scene.log().firstChange(id, HealthState.ISOLATED, mark).orElseThrow();
		Duration tried = await("the trials").atMost(ISOLATION.multipliedBy(2))
			.until(() -> scene.log().firstChange(id, HealthState.PROBATION, mark), Optional::isPresent)
			.orElseThrow();
		assertThat(tried.minus(isolated)).isGreaterThanOrEqualTo(SHORTEST_ISOLATION);
		scene.awaitSelectable(continued);
	}

	/**
	 * A request that no abort ends, under a lease of the generation before the isolation.
	 */
	private record Stale(Lease<URI> lease, Socket socket) {

		static Stale begin(FaultScene scene, BackendProcess backend) {
			CallOptions<URI> there = CallOptions.<URI>builder()
				.select((candidates) -> IntStream.range(0, candidates.size())
					.mapToObj(candidates::get)
					.filter((candidate) -> candidate.endpoint().id().equals(scene.id(backend)))
					.findFirst()
					.orElseThrow())
				.build();
			Lease<URI> lease = scene.pool().lease(there);
			try {
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port());
				socket.getOutputStream()
					.write("GET / HTTP/1.1\r\nX-Request-Id: stale\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				return new Stale(lease, socket);
			}
			catch (IOException ex) {
				lease.close();
				throw new UncheckedIOException(ex);
			}
		}

		void succeed() {
			try (socket; lease) {
				socket.setSoTimeout(5000);
				assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
					.isEqualTo("HTTP/1.1 200 OK");
				lease.succeed();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
