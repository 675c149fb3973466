package io.hapool.fault;

import java.time.Duration;
import java.util.List;

import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 11: endpoints begin an answer at once and then send a byte of it a second, so
 * that no timeout between two bytes ever ends it. Deadlines do: that of the attempt, and
 * then the call goes elsewhere, or that of the call.
 */
@MeasuresTime
@Timeout(60)
class SlowLorisTests {

	private static final Logger logger = LoggerFactory.getLogger(SlowLorisTests.class);

	private static final Duration ATTEMPT = Duration.ofMillis(500);

	private static final Duration CALL = Duration.ofMillis(1500);

	@Test
	void attemptsEndInTimeAndTheEndpointIsIsolated() {
		try (FaultScene scene = FaultScene.start((definition) -> definition.attemptTimeout(ATTEMPT));
				OpenLoopLoad load = OpenLoopLoad.start(40, scene::call)) {
			scene.awaitAllUp();

			BackendProcess slow = scene.backend(0);
			long mark = System.nanoTime();
			HangFault.TRICKLE.during(slow, (backend) -> {
				Duration isolated = scene.log().awaitChange(scene.id(backend), HealthState.ISOLATED, mark);
				logger.info("Isolated after {} ms", isolated.toMillis());
				assertThat(isolated).isLessThan(Duration.ofSeconds(2));
				await("trials that fail").until(() -> load.age().compareTo(Duration.ofSeconds(4)) > 0);
			});
			scene.awaitSelectable(slow);
			LoadResult result = load.stop();

			assertThat(result.failed()).isEmpty();
			verifyLittleLate(result, result.samples(), ATTEMPT);
			scene.verify(result);
		}
	}

	@Test
	void callsEndInTimeWhenAllEndpointsAreSlow() {
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(CALL));
				OpenLoopLoad load = OpenLoopLoad.start(40, scene::call)) {
			scene.awaitAllUp();

			scene.backends().forEach((backend) -> backend.mode(BackendMode.TRICKLE));
			await("calls that fail").until(() -> load.soFar().failed().size() > 100);
			scene.backends().forEach((backend) -> backend.mode(BackendMode.OK));
			scene.backends().forEach(scene::awaitSelectable);
			LoadResult result = load.stop();

			verifyLittleLate(result, result.failed(), CALL);
			scene.verify(result);
		}
	}

	private static void verifyLittleLate(LoadResult result, List<LoadResult.Sample> calls, Duration limit) {
		List<Duration> overruns = result.verifyNotLate(calls, limit);
		logger.info("{} of {} calls took longer than {} ms, the longest by {} ms", overruns.size(), calls.size(),
				limit.toMillis(), LoadResult.longest(overruns).toMillis());
		assertThat(LoadResult.latencies(calls)).as("some run into the limit, if only in a stall of this process")
			.anyMatch((latency) -> latency.compareTo(limit) > 0);
	}

}
