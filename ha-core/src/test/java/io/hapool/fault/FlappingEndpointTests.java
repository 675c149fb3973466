package io.hapool.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fault 21: one of three is up for a second and down for a second, again and again. Each
 * isolation is twice as long as the one before it, up to the longest, however often the
 * endpoint comes back in between; no call fails. Its short form is simulated.
 */
@MeasuresTime
@Timeout(120)
class FlappingEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(FlappingEndpointTests.class);

	private static final int PER_SECOND = 100;

	private static final Duration FIRST = Duration.ofMillis(500);

	private static final Duration LONGEST = Duration.ofSeconds(4);

	/** For the next call to be the trial, and for events to be told. */
	private static final Duration MARGIN = Duration.ofMillis(300);

	@Test
	@Tag("fault")
	void isolationGrowsToTheLongest() {
		try (FaultScene scene = FaultScene.startBehindProxies(3,
				(definition) -> definition.isolationRules(FaultScene.isolation(FIRST, LONGEST)));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			FaultProxy flapping = scene.proxy(0);
			for (int i = 0; i < 12; i++) {
				flapping.refuse();
				flapping.resetAll();
				load.awaitCalls(PER_SECOND);
				flapping.listen();
				load.awaitCalls(PER_SECOND);
			}
			LoadResult result = load.stop();

			List<Duration> isolations = isolations(scene.log().entries(), scene.id(flapping));
			logger.info("Isolated for {} ms", isolations.stream().map(Duration::toMillis).toList());
			verifyGrowth(isolations);
			assertThat(scene.log().entries()).as("changes of the others")
				.filteredOn((entry) -> !entry.change().endpoint().equals(scene.id(flapping)))
				.hasSize(2);
			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	private static void verifyGrowth(List<Duration> isolations) {
		assertThat(isolations).hasSizeBetween(4, 12);
		Duration usual = FIRST;
		for (Duration isolation : isolations) {
			assertThat(isolation).isBetween(usual.multipliedBy(3).dividedBy(4).minusMillis(20),
					usual.multipliedBy(5).dividedBy(4).plus(MARGIN));
			usual = (usual.compareTo(LONGEST.dividedBy(2)) < 0) ? usual.multipliedBy(2) : LONGEST;
		}
	}

	/** Each from its beginning to the trial that ends it. */
	private static List<Duration> isolations(List<EndpointLog.Entry> entries, String endpoint) {
		List<Duration> lengths = new ArrayList<>();
		Instant begun = Instant.EPOCH;
		for (EndpointLog.Entry entry : entries) {
			if (!entry.change().endpoint().equals(endpoint)) {
				continue;
			}
			if (entry.change().to().health() == HealthState.ISOLATED) {
				begun = entry.change().at();
			}
			else if (entry.change().from().health() == HealthState.ISOLATED) {
				lengths.add(Duration.between(begun, entry.change().at()));
			}
		}
		return lengths;
	}

}
