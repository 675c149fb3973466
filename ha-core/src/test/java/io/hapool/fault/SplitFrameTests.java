package io.hapool.fault;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 13: requests and answers come in pieces, broken anywhere: each byte a segment of
 * its own, or a few bytes of an answer at a time. That is slow, but no failure: none is
 * booked, no call goes elsewhere, none is sent twice.
 */
@Timeout(60)
class SplitFrameTests {

	/** Of a request and its answer, at least. */
	private static final int BYTES = 100;

	static List<ProxyFault> faults() {
		return List.of(new ProxyFault.Split(), new ProxyFault.Trickle(3, Duration.ofMillis(2)));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void piecesAreNoFailures(ProxyFault fault) {
		try (FaultScene scene = FaultScene.startBehindProxies(3, (definition) -> {
		}); OpenLoopLoad load = OpenLoopLoad.start(40, scene::call)) {
			scene.awaitAllUp();

			long before = writes(scene);
			scene.proxies().forEach((proxy) -> proxy.become(fault));
			load.awaitCalls(60);
			scene.proxies().forEach(FaultProxy::recover);
			LoadResult result = load.stop();

			assertThat(writes(scene) - before).as("pieces of 60 calls").isGreaterThan(60 * piecesOf(fault));
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

	private static int piecesOf(ProxyFault fault) {
		return (fault instanceof ProxyFault.Split) ? BYTES : 10;
	}

	private static long writes(FaultScene scene) {
		return scene.proxies().stream().mapToLong(FaultProxy::writes).sum();
	}

}
