package io.hapool.fault;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
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
@MeasuresTime
@Timeout(120)
class HungEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(HungEndpointTests.class);

	/** What is stuck at a time then finds a thread: 1/3 x 4 s of it. */
	private static final int PER_SECOND = 40;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration LONGEST_ISOLATING = Duration.ofSeconds(4);

	/**
	 * Instead of two seconds. Four times what the first, cold calls took may be longer.
	 */
	private static final Duration SHORT = Duration.ofMillis(500);

	/** After it a trial that never reports has failed. */
	private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);

	/** For the abort, the next attempt, and a late start. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	/** Beside the callers' own, and one for the abort of each call that hung. */
	private static final int FEW_THREADS = 8;

	/**
	 * The short form: what hangs is noticed sooner.
	 */
	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "BLACKHOLE" })
	void hungEndpointIsIsolatedAndWhatIsStuckGoesElsewhere(HangFault fault) {
		hang(fault, FaultScene.isolation(Duration.ofSeconds(3), Duration.ofSeconds(3)).withStuckAfter(SHORT),
				SHORT.multipliedBy(6));
	}

	/**
	 * Trials go there while it still hangs.
	 */
	@Tag("fault")
	@ParameterizedTest
	@EnumSource
	void noCallWaitsHoweverLongAnEndpointHangs(HangFault fault) {
		hang(fault, FaultScene.isolation(Duration.ofSeconds(1), Duration.ofSeconds(4)), LONGEST_TRIAL);
	}

	/**
	 * It hangs for twice as long as a call may take: what ends sooner was aborted.
	 */
	private void hang(HangFault fault, IsolationRules rules, Duration longestCall) {
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(PATIENCE).isolationRules(rules));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			int abandoned = HttpAttempts.abandoned();
			int threads = threadsBesideCallers().size();
			fault.during(scene.backend(0), (hung) -> {
				Duration isolated = isolate(scene, hung, longestCall.multipliedBy(2));
				logger.info("{}: isolated after {} ms", fault, isolated.toMillis());
				assertThat(isolated).isLessThan(LONGEST_ISOLATING);
				Set<String> now = threadsBesideCallers();
				assertThat(now.size()).as("threads beside callers: %s", now)
					.isLessThan(threads + FEW_THREADS + hungUntil(isolated));
			});
			scene.awaitSelectable(scene.backend(0));
			LoadResult result = load.stop();

			verify(fault, result, longestCall.plus(MARGIN));
			scene.verify(result, fault.delaysConnects() ? HttpAttempts.abandoned() - abandoned : 0);
		}
	}

	private static Duration isolate(FaultScene scene, BackendProcess hung, Duration length) {
		long mark = System.nanoTime();
		Duration isolated = scene.log().awaitChange(scene.id(hung), HealthState.ISOLATED, mark);
		await("a while of hanging").atMost(length.plusSeconds(5))
			.until(() -> System.nanoTime() - mark >= length.toNanos());
		return isolated;
	}

	private static void verify(HangFault fault, LoadResult result, Duration limit) {
		Duration longest = LoadResult.longest(LoadResult.latencies(result.samples()));
		logger.info("{}: {} calls, {} failed, longest {} ms", fault, result.started(), result.failed().size(),
				longest.toMillis());
		assertThat(result.failed()).isEmpty();
		assertThat(longest).isLessThan(limit);
	}

	/** A third of the calls goes there until it is isolated. */
	private static int hungUntil(Duration isolated) {
		return (int) Math.ceil(PER_SECOND / 3.0 * isolated.toMillis() / 1000);
	}

	/** Names may be the same, numbers are not. */
	private static Set<String> threadsBesideCallers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("pool-"))
			.map((thread) -> thread.getName() + "#" + thread.getId())
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
