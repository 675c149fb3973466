package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.hapool.call.CallOptions;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 22: most of many endpoints fail and recover together. Their first trials spread
 * over two fifths of the isolation time, and of the calls in flight a tenth at most are
 * trials. Its short form is simulated.
 */
@MeasuresTime
@Timeout(120)
class RecoveryTogetherTests {

	private static final Logger logger = LoggerFactory.getLogger(RecoveryTogetherTests.class);

	private static final CallOptions<URI> AS_USUAL = CallOptions.<URI>builder().build();

	private static final int PER_SECOND = 300;

	/** With these some 30 calls are in flight, and three trials among them. */
	private static final Duration ATTEMPT = Duration.ofMillis(100);

	private static final Duration ISOLATION = Duration.ofSeconds(2);

	/** So many that their random factors surely spread. */
	private static final int FAILING = 40;

	private static final int ALL = 48;

	private final Queue<Look> looks = new ConcurrentLinkedQueue<>();

	private final List<Outage> outages = new ArrayList<>();

	@Test
	@Tag("fault")
	void trialsAreFewAndSpread() {
		try (FaultScene scene = FaultScene.startBehindProxies(ALL,
				(definition) -> definition.isolationRules(FaultScene.isolation(ISOLATION, ISOLATION)));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, (id) -> call(scene, id))) {
			scene.backends().forEach((backend) -> backend.slow(ATTEMPT));
			scene.awaitAllUp();

			List<Duration> spreads = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				spreads.add(failAndRecover(scene));
			}
			LoadResult result = load.stop();

			logger.info("First trials spread over {} ms", spreads.stream().map(Duration::toMillis).toList());
			assertThat(LoadResult.median(spreads)).isGreaterThanOrEqualTo(ISOLATION.multipliedBy(2).dividedBy(5));
			verifyTrials();
			// while most of the pool dies at once, the budget of retries may end a call
			assertThat(result.failed())
				.filteredOn((sample) -> outages.stream().noneMatch((outage) -> outage.has(sample)))
				.isEmpty();
			scene.verify(result);
		}
	}

	private void verifyTrials() {
		List<Look> tooMany = looks.stream().filter(Look::isTooMany).toList();
		logger.info("{} trials, too many: {}", looks.size(), tooMany);
		assertThat(looks).hasSizeGreaterThan(3 * FAILING);
		// other calls may have ended since the trial was granted, which makes it one too
		// many
		assertThat(tooMany).hasSizeLessThan(looks.size() / 50)
			.allSatisfy((look) -> assertThat(look.trials()).isLessThanOrEqualTo(look.most() + 1));
	}

	/**
	 * Tells over which time the first trials spread.
	 */
	private Duration failAndRecover(FaultScene scene) {
		List<FaultProxy> failing = scene.proxies().subList(0, FAILING);
		long mark = System.nanoTime();
		failing.forEach(FaultProxy::refuse);
		failing.forEach(FaultProxy::resetAll);
		failing.forEach((proxy) -> scene.log().awaitChange(scene.id(proxy), HealthState.ISOLATED, mark));
		failing.forEach(FaultProxy::listen);
		outages.add(new Outage(mark, System.nanoTime()));
		List<Duration> starts = failing.stream()
			.map((proxy) -> scene.log().awaitChange(scene.id(proxy), HealthState.PROBATION, mark))
			.sorted()
			.toList();
		await("all up").atMost(Duration.ofSeconds(30))
			.until(() -> scene.pool()
				.endpoints()
				.stream()
				.allMatch((endpoint) -> endpoint.status().health() == HealthState.UP));
		return starts.get(starts.size() - 1).minus(starts.get(0));
	}

	/**
	 * From the fault to the moment from which on all could answer again.
	 */
	private record Outage(long began, long ended) {

		boolean has(LoadResult.Sample sample) {
			return sample.ended() - began >= 0 && sample.intended() - ended <= 0;
		}

	}

	/**
	 * What was in flight at one moment.
	 *
	 * @param trials on endpoints that are on trial, with the one that begins
	 * @param open all
	 */
	private record Look(int trials, int open) {

		boolean isTooMany() {
			return trials > most();
		}

		int most() {
			return Math.max(1, open / 10);
		}

	}

	/** Looks when a trial begins: later others may have ended around it. */
	private void call(FaultScene scene, String id) throws Exception {
		scene.call(AS_USUAL, (lease) -> {
			List<EndpointSnapshot<URI>> onTrial = scene.pool()
				.endpoints()
				.stream()
				.filter((endpoint) -> endpoint.status().health() == HealthState.PROBATION)
				.toList();
			if (onTrial.stream().anyMatch((endpoint) -> endpoint.endpoint().equals(lease.endpoint()))) {
				int trials = onTrial.stream().mapToInt((endpoint) -> endpoint.counts().openLeases()).sum();
				looks.add(new Look(trials, scene.pool().openLeases()));
			}
			return HttpAttempts.send(lease, id).statusCode();
		});
	}

}
