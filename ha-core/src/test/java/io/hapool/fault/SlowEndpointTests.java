package io.hapool.fault;

import java.time.Duration;

import io.hapool.pool.SelectionPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 12: one of three becomes ten times as slow as it was and as the others are. With
 * {@code fastest} its share of the requests falls below 20 %, and nobody is isolated.
 */
@MeasuresTime
@Timeout(60)
class SlowEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(SlowEndpointTests.class);

	private static final int PER_SECOND = 100;

	private static final Duration LATENCY = Duration.ofMillis(10);

	@Test
	void shareOfTheSlowEndpointFalls() {
		slowDown(2, 2);
	}

	@Test
	@Tag("fault")
	void shareOfTheSlowEndpointStaysLow() {
		slowDown(3, 8);
	}

	/**
	 * @param unmeasured for how many seconds the pool may find out
	 * @param measured for how many seconds the share is measured
	 */
	private static void slowDown(int unmeasured, int measured) {
		try (FaultScene scene = FaultScene.start((definition) -> definition.selection(SelectionPolicy.fastest()))) {
			scene.backends().forEach((backend) -> backend.slow(LATENCY));
			try (OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
				scene.awaitAllUp();
				load.awaitCalls(2 * PER_SECOND);

				BackendProcess slow = scene.backend(0);
				slow.slow(LATENCY.multipliedBy(10));
				load.awaitCalls(unmeasured * PER_SECOND);
				double share = share(scene, slow, load, measured * PER_SECOND);
				LoadResult result = load.stop();

				logger.info("The share of the slow one is {} %", Math.round(100 * share));
				assertThat(share).isLessThan(0.2);
				assertThat(result.failed()).isEmpty();
				assertThat(scene.log().entries()).hasSize(3);
				scene.verify(result);
			}
		}
	}

	/** The requests that one of the backends got of some calls. */
	private static double share(FaultScene scene, BackendProcess one, OpenLoopLoad load, int calls) {
		int itsBefore = one.requestCount();
		int allBefore = scene.requests().size();
		load.awaitCalls(calls);
		return (one.requestCount() - itsBefore) / (double) (scene.requests().size() - allBefore);
	}

}
