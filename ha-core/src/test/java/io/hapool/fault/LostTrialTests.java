package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.call.CallOptions;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 24: a trial never reports, because who leased it forgot it or because it hangs.
 * The endpoint does not wait for it: five seconds later it is isolated again, what hangs
 * is aborted and goes elsewhere, and what reports after all is history. Its short form is
 * simulated.
 */
@MeasuresTime
@Timeout(120)
class LostTrialTests {

	private static final Logger logger = LoggerFactory.getLogger(LostTrialTests.class);

	private static final CallOptions<URI> ONCE = CallOptions.<URI>builder().idempotent(false).build();

	private static final Duration LOST_AFTER = Duration.ofSeconds(5);

	/** The periodic work that finds it comes four times a second. */
	private static final Duration MARGIN = Duration.ofMillis(500);

	/**
	 * Calls that must not be repeated are no trials, so that the hand's lease is.
	 */
	@Test
	@Tag("fault")
	void trialThatIsNeverEndedIsGivenUp() {
		try (FaultScene scene = FaultScene.startBehindProxies(3, (definition) -> {
		});
				OpenLoopLoad load = OpenLoopLoad.start(60,
						(id) -> scene.call(ONCE, (lease) -> SocketAttempts.sendOnNew(lease, id)))) {
			scene.awaitAllUp();

			FaultProxy failing = scene.proxy(0);
			long mark = System.nanoTime();
			failing.refuse();
			scene.log().awaitChange(scene.id(failing), HealthState.ISOLATED, mark);
			failing.listen();
			Lease<URI> trial = leaseOf(scene, failing);
			await("the end of the trial").until(() -> !probations(scene, failing).isEmpty());
			verifyHistory(scene, failing, trial);
			restore(scene, failing);
			LoadResult result = load.stop();

			verifyProbations(probations(scene, failing).subList(0, 1));
			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	@Test
	@Tag("fault")
	void trialsThatHangAreAbortedAndGoElsewhere() {
		Duration isolation = Duration.ofSeconds(1);
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(Duration.ofSeconds(30))
			.isolationRules(FaultScene.isolation(isolation, isolation)));
				OpenLoopLoad load = OpenLoopLoad.start(40, scene::call)) {
			scene.awaitAllUp();

			BackendProcess hung = scene.backend(0);
			hung.stop();
			await("two trials").atMost(Duration.ofSeconds(30))
				.until(() -> probations(scene, scene.id(hung)).size() >= 2);
			hung.resume();
			scene.awaitUp(hung);
			LoadResult result = load.stop();

			verifyProbations(probations(scene, scene.id(hung)).subList(0, 2));
			Duration longest = LoadResult.longest(LoadResult.latencies(result.samples()));
			logger.info("The longest call took {} ms", longest.toMillis());
			assertThat(longest).isLessThan(LOST_AFTER.plus(MARGIN.multipliedBy(2)));
			assertThat(result.failed()).isEmpty();
			scene.verify(result);
		}
	}

	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller keeps it, which is the fault
	private static Lease<URI> leaseOf(FaultScene scene, FaultProxy proxy) {
		List<Lease<URI>> kept = new ArrayList<>();
		await("a trial").pollInterval(Duration.ofMillis(10)).until(() -> {
			Lease<URI> lease = scene.pool().lease();
			if (lease.target().equals(proxy.uri())) {
				return kept.add(lease);
			}
			lease.succeed();
			return false;
		});
		return kept.get(0);
	}

	private static void verifyHistory(FaultScene scene, FaultProxy proxy, Lease<URI> trial) {
		EndpointSnapshot<URI> before = scene.pool().endpoint(scene.id(proxy)).orElseThrow();
		trial.succeed();
		EndpointSnapshot<URI> after = scene.pool().endpoint(scene.id(proxy)).orElseThrow();
		assertThat(before.status().health()).isEqualTo(HealthState.ISOLATED);
		assertThat(after.status()).isEqualTo(before.status());
		assertThat(after.generation()).isEqualTo(before.generation());
		assertThat(scene.pool().endpoint(scene.id(proxy)).orElseThrow().counts().openLeases()).isZero();
	}

	private static void restore(FaultScene scene, FaultProxy proxy) {
		await("three trials that succeed").until(() -> {
			try (Lease<URI> lease = scene.pool().lease()) {
				lease.succeed();
			}
			return scene.pool().endpoint(scene.id(proxy)).orElseThrow().status().health() == HealthState.UP;
		});
	}

	private static void verifyProbations(List<Duration> lengths) {
		logger.info("On trial for {} ms", lengths.stream().map(Duration::toMillis).toList());
		assertThat(lengths)
			.allSatisfy((length) -> assertThat(length).isBetween(LOST_AFTER.minus(MARGIN), LOST_AFTER.plus(MARGIN)));
	}

	private static List<Duration> probations(FaultScene scene, FaultProxy proxy) {
		return probations(scene, scene.id(proxy));
	}

	/** How long each probation was that is over. */
	private static List<Duration> probations(FaultScene scene, String endpoint) {
		List<Duration> lengths = new ArrayList<>();
		long begun = 0;
		for (EndpointLog.Entry entry : scene.log().entries()) {
			if (!entry.change().endpoint().equals(endpoint)) {
				continue;
			}
			if (entry.change().to().health() == HealthState.PROBATION) {
				begun = entry.nanos();
			}
			else if (entry.change().from().health() == HealthState.PROBATION) {
				lengths.add(Duration.ofNanos(entry.nanos() - begun));
			}
		}
		return lengths;
	}

}
