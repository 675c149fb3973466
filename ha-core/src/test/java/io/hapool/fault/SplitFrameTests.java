package io.hapool.fault;

import java.time.Duration;

import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 13: requests and answers come in pieces, broken anywhere: each byte a segment of
 * its own, or a few bytes of an answer at a time. That is slow, but no failure: none is
 * booked, no call goes elsewhere, none is sent twice.
 */
@MeasuresTime
@Timeout(60)
class SplitFrameTests {

	private static final int PER_SECOND = 40;

	/** Of a request and its answer, at least. */
	private static final int BYTES = 100;

	/** Of a request and its answer, at three bytes of the answer a time. */
	private static final int PARTS = 10;

	@Test
	void piecesAreNoFailures() {
		try (FaultScene scene = FaultScene.startBehindProxies(3, (definition) -> {
		}); OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			long split = pieces(scene, load, new ProxyFault.Split());
			long trickled = pieces(scene, load, new ProxyFault.Trickle(3, Duration.ofMillis(2)));
			LoadResult result = load.stop();

			assertThat(split).isGreaterThan(PER_SECOND * BYTES);
			assertThat(trickled).isGreaterThan(PER_SECOND * PARTS);
			assertThat(result.failed()).isEmpty();
			assertThat(scene.attempts()).isEqualTo(result.started());
			assertThat(scene.requests()).hasSize((int) result.started())
				.allSatisfy((id, count) -> assertThat(count).isOne());
			assertThat(scene.pool().endpoints())
				.allSatisfy((endpoint) -> assertThat(endpoint.counts().failures()).isZero());
			assertThat(scene.log().entries()).hasSize(3)
				.allSatisfy((entry) -> assertThat(entry.change().to().health()).isEqualTo(HealthState.UP));
			scene.verify(result);
		}
	}

	/** In how many pieces a second of the load comes by. */
	private static long pieces(FaultScene scene, OpenLoopLoad load, ProxyFault fault) {
		long before = writes(scene);
		scene.proxies().forEach((proxy) -> proxy.become(fault));
		load.awaitCalls(PER_SECOND + 10);
		long pieces = writes(scene) - before;
		scene.proxies().forEach(FaultProxy::recover);
		return pieces;
	}

	private static long writes(FaultScene scene) {
		return scene.proxies().stream().mapToLong(FaultProxy::writes).sum();
	}

}
