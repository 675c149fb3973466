package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.LogCapture;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 31: a caller takes leases and never ends them, while others go on. They are taken
 * back after the age that a lease may have, and reported: once at first, and once more
 * with the stack that took them, however many are lost. Its short form is simulated.
 */
@MeasuresTime
@Timeout(60)
class LeakedLeaseTests {

	private static final Logger logger = LoggerFactory.getLogger(LeakedLeaseTests.class);

	private static final Duration MAX_AGE = Duration.ofMillis(900);

	/** A third of the age, and the periodic work that comes four times a second. */
	private static final Duration MARGIN = Duration.ofMillis(900);

	private final List<Lease<URI>> leaked = new ArrayList<>();

	@Test
	@Tag("fault")
	void leakedLeasesAreTakenBackAndReported() {
		try (LogCapture log = new LogCapture();
				FaultScene scene = FaultScene.start((definition) -> definition.maxLeaseAge(MAX_AGE));
				OpenLoopLoad load = OpenLoopLoad.start(100, scene::call)) {
			scene.awaitAllUp();

			Duration first = leakAndAwaitReclaim(scene, 5);
			List<String> atFirst = log.warnings();
			// one in 16 is traced from now on, of each endpoint and stripe
			leakAndAwaitReclaim(scene, 200);
			leakAndAwaitReclaim(scene, 200);
			LoadResult result = load.stop();
			leaked.forEach(Lease::succeed);

			logger.info("Taken back after {} ms", first.toMillis());
			assertThat(first).isBetween(MAX_AGE, MAX_AGE.plus(MARGIN));
			assertThat(atFirst).singleElement().asString().contains("have not been ended for", "PT0.9S");
			assertThat(log.warnings()).hasSize(2);
			assertThat(log.text()).containsOnlyOnce("The lease was taken here").contains("LeakedLeaseTests.leak");
			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	private Duration leakAndAwaitReclaim(FaultScene scene, int count) {
		long mark = System.nanoTime();
		leak(scene, count);
		assertThat(scene.pool().openLeases()).isGreaterThanOrEqualTo(count);
		await("leases that are taken back").pollInterval(Duration.ofMillis(10))
			.until(() -> scene.pool().openLeases() < 3);
		return Duration.ofNanos(System.nanoTime() - mark);
	}

	@SuppressWarnings("MustBeClosedChecker") // which is the fault
	private void leak(FaultScene scene, int count) {
		for (int i = 0; i < count; i++) {
			leaked.add(scene.pool().lease());
		}
	}

}
