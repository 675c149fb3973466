package io.hapool.fault;

import java.time.Duration;

import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Faults 3, 7, 8 and 11: one of three no longer answers, and its callers would wait 30
 * seconds: there is no attempt timeout. It is isolated within four seconds, what is stuck
 * there is aborted and goes elsewhere, and it comes back when it answers again. No call
 * fails, none waits much longer than the isolation takes, and no threads pile up.
 */
@Timeout(120)
class HungEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(HungEndpointTests.class);

	/** What is stuck at a time then finds a thread: 1/3 x 4 s of it. */
	private static final int PER_SECOND = 40;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration LONGEST_ISOLATING = Duration.ofSeconds(4);

	/** For the abort, the next attempt, and a late start. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	/** Beside the callers' own. */
	private static final int FEW_THREADS = 16;

	/**
	 * It hangs for longer than a call may take: what ends sooner was aborted.
	 */
	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "BLACKHOLE" })
	void hungEndpointIsIsolatedAndWhatIsStuckGoesElsewhere(HangFault fault) {
		hang(fault, Duration.ofSeconds(2), Duration.ofSeconds(6));
	}

	/**
	 * Trials meet the endpoint while it still hangs.
	 */
	@Tag("fault")
	@ParameterizedTest
	@EnumSource
	void noCallWaitsHoweverLongAnEndpointHangs(HangFault fault) {
		hang(fault, Duration.ofSeconds(1), Duration.ofSeconds(12));
	}

	private void hang(HangFault fault, Duration isolation, Duration length) {
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(PATIENCE)
			.isolationRules(FaultScene.isolation(isolation, isolation.multipliedBy(4))));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			int threads = threadsBesideCallers();
			fault.during(scene.backend(0), (hung) -> {
				Duration isolated = isolate(scene, hung, length);
				logger.info("{}: isolated after {} ms", fault, isolated.toMillis());
				assertThat(isolated).isLessThan(LONGEST_ISOLATING);
				assertThat(threadsBesideCallers()).isLessThan(threads + FEW_THREADS);
			});
			scene.awaitSelectable(scene.backend(0));
			LoadResult result = load.stop();

			verify(fault, result);
			scene.verify(result);
		}
	}

	private static Duration isolate(FaultScene scene, BackendProcess hung, Duration length) {
		long mark = System.nanoTime();
		Duration isolated = scene.log().awaitChange(scene.id(hung), HealthState.ISOLATED, mark);
		await("a while of hanging").atMost(length.plusSeconds(5))
			.until(() -> System.nanoTime() - mark >= length.toNanos());
		return isolated;
	}

	private static void verify(HangFault fault, LoadResult result) {
		Duration longest = LoadResult.longest(LoadResult.latencies(result.samples()));
		logger.info("{}: {} calls, {} failed, longest {} ms", fault, result.started(), result.failed().size(),
				longest.toMillis());
		assertThat(result.failed()).isEmpty();
		assertThat(longest).isLessThan(LONGEST_ISOLATING.plus(MARGIN));
	}

	private static int threadsBesideCallers() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("pool-"))
			.count();
	}

}
