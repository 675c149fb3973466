package io.hapool.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 2: all are killed with {@code kill -9} under load and started again. Calls fail
 * fast meanwhile; the first one succeeds within a second of the first restart, soon none
 * fails, and all endpoints come back.
 */
@MeasuresTime
@Timeout(120)
class AllEndpointsKilledTests {

	private static final Logger logger = LoggerFactory.getLogger(AllEndpointsKilledTests.class);

	/** How long after the first restart calls may still fail. */
	private static final Duration GRACE = Duration.ofMillis(500);

	@Test
	void callsFailFastAndSucceedAgainSoonAfterTheRestart() {
		killAllWhile(FaultScene.start(), (load, outages) -> outages < 2);
	}

	@Test
	@Tag("fault")
	void callsFailFastAndSucceedAgainHoweverOftenAllAreKilled() {
		FaultScene scene = FaultScene.start((definition) -> definition.isolationRules(FaultScene.CAPPED_ISOLATION));
		killAllWhile(scene, (load, outages) -> load.age().compareTo(Duration.ofSeconds(10)) < 0);
	}

	private void killAllWhile(FaultScene started, BiPredicate<OpenLoopLoad, Integer> goesOn) {
		try (FaultScene scene = started; OpenLoopLoad load = OpenLoopLoad.start(200, scene::call)) {
			scene.awaitAllUp();

			List<Outage> outages = new ArrayList<>();
			while (goesOn.test(load, outages.size())) {
				outages.add(killAndRestartAll(scene, load));
			}
			LoadResult result = load.stop();

			verifyFailedFast(result);
			verifyRecovered(result, outages);
			scene.verify(result);
		}
	}

	/**
	 * @param begun when the signals were sent
	 * @param killed when all were dead
	 * @param restarted when the first one listened again
	 */
	private record Outage(long begun, long killed, long restarted) {

		boolean explains(LoadResult.Sample failed) {
			return failed.ended() - begun > 0 && failed.intended() - (restarted + GRACE.toNanos()) < 0;
		}

	}

	private static Outage killAndRestartAll(FaultScene scene, OpenLoopLoad load) {
		int failed = undisturbed(load);
		long begun = System.nanoTime();
		BackendProcess.killAll(scene.backends());
		long killed = System.nanoTime();
		await("an outage").atMost(Duration.ofSeconds(30)).until(() -> undisturbed(load) >= failed + 100);
		scene.backend(0).restart();
		long restarted = System.nanoTime();
		BackendProcess.restartAll(scene.backends().subList(1, 3));
		scene.awaitAllUp();
		return new Outage(begun, killed, restarted);
	}

	private static int undisturbed(OpenLoopLoad load) {
		LoadResult soFar = load.soFar();
		return soFar.undisturbed(soFar.failed()).size();
	}

	private static void verifyFailedFast(LoadResult result) {
		List<Duration> latencies = LoadResult.latencies(result.undisturbed(result.failed()));
		logger.info("{} calls failed, {} of them undisturbed, median {} us, longest {} ms", result.failed().size(),
				latencies.size(), LoadResult.median(latencies).toNanos() / 1000,
				LoadResult.longest(latencies).toMillis());
		assertThat(LoadResult.median(latencies)).isLessThan(Duration.ofMillis(50));
		assertThat(LoadResult.longest(latencies)).isLessThan(Duration.ofMillis(500));
	}

	private static void verifyRecovered(LoadResult result, List<Outage> outages) {
		assertThat(result.failed())
			.allMatch((failed) -> outages.stream().anyMatch((outage) -> outage.explains(failed)));
		for (Outage outage : outages) {
			long firstCompleted = result.firstCompletedOfThoseAfter(outage.killed()).orElseThrow().ended();
			Duration recovery = Duration.ofNanos(firstCompleted - outage.restarted());
			logger.info("First success {} ms after the restart", recovery.toMillis());
			assertThat(recovery).isLessThan(Duration.ofSeconds(1));
		}
	}

}
