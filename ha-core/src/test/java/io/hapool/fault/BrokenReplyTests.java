package io.hapool.fault;

import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.IsolationPolicy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 14: an endpoint answers with garbage, or with less than it announced. Each such
 * attempt is one failure of the endpoint, its connection is never used again, and the
 * call succeeds elsewhere.
 * <p>
 * The JDK's client (17 to 25 at least) does not use a connection again whose response it
 * could not parse, but does not close it either: that one descriptor per reply is its.
 */
@MeasuresTime
@Timeout(60)
class BrokenReplyTests {

	private static final int ENOUGH = 30;

	@ParameterizedTest
	@EnumSource(value = BackendMode.class, names = { "GARBAGE", "TRUNCATED" })
	void brokenReplyIsOneFailureAndDropsTheConnection(BackendMode mode) {
		try (FaultScene scene = FaultScene.start((definition) -> definition.isolation(IsolationPolicy.never()))) {
			BackendProcess broken = scene.backend(0);
			broken.mode(mode);

			LoadResult result = runUntilEnoughAreBroken(scene, broken);

			EndpointSnapshot<?> endpoint = scene.endpoint(broken);
			assertThat(result.failed()).isEmpty();
			assertThat(endpoint.counts().failures()).isEqualTo(broken.requestCount());
			assertThat(endpoint.counts().successes()).isZero();
			assertThat(broken.connections()).isEqualTo(broken.requestCount());
			assertThat(scene.pool().calls().failovers()).isEqualTo(broken.requestCount());
			scene.verify(result, (mode == BackendMode.GARBAGE) ? broken.requestCount() : 0);
		}
	}

	private static LoadResult runUntilEnoughAreBroken(FaultScene scene, BackendProcess broken) {
		try (OpenLoopLoad load = OpenLoopLoad.start(100, scene::call)) {
			await("broken replies").until(() -> scene.endpoint(broken).counts().failures() >= ENOUGH);
			return load.stop();
		}
	}

}
