package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.call.CallOptions;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 30: an endpoint is removed while leases on it are open. They end where they are,
 * nothing new goes there; if it hangs, they are aborted and their calls go elsewhere.
 */
@MeasuresTime
@Timeout(60)
class RemovedEndpointTests {

	private static final Logger logger = LoggerFactory.getLogger(RemovedEndpointTests.class);

	private static final CallOptions<URI> AS_USUAL = CallOptions.<URI>builder().build();

	private static final Duration ATTEMPT = Duration.ofMillis(300);

	private static final long LONG_STALL = Duration.ofMillis(100).toNanos();

	private final Map<URI, AtomicInteger> open = new ConcurrentHashMap<>();

	@Test
	void openLeasesEndWhereTheyAreAndNothingNewGoesThere() {
		try (FaultScene scene = FaultScene.start();
				OpenLoopLoad load = OpenLoopLoad.start(60, (id) -> call(scene, id))) {
			scene.backends().forEach((backend) -> backend.slow(ATTEMPT));
			scene.awaitAllUp();

			BackendProcess removed = scene.backend(0);
			Duration drained = removeWithOpenLeases(scene, removed);
			int requests = removed.requestCount();
			load.awaitCalls(60);
			LoadResult result = load.stop();

			logger.info("Drained after {} ms", drained.toMillis());
			assertThat(drained).isLessThan(ATTEMPT.plusMillis(500));
			assertThat(removed.requestCount()).isEqualTo(requests);
			assertThat(result.failed()).isEmpty();
			assertThat(scene.attempts()).as("no attempt was ended and made again").isEqualTo(result.started());
			scene.verify(result);
		}
	}

	/** Callers would wait for 30 seconds. */
	@Test
	void leasesOnARemovedEndpointThatHangsAreAborted() {
		Duration stuckAfter = Duration.ofMillis(500);
		try (FaultScene scene = FaultScene.start((definition) -> definition.timeout(Duration.ofSeconds(30))
			.isolationRules(FaultScene.SHORT_ISOLATION.withStuckAfter(stuckAfter)));
				OpenLoopLoad load = OpenLoopLoad.start(60, (id) -> call(scene, id))) {
			scene.awaitAllUp();
			load.awaitCalls(60);

			BackendProcess removed = scene.backend(0);
			removed.stop();
			Duration drained = removeWithOpenLeases(scene, removed);
			LoadResult result = load.stop();
			removed.resume();

			logger.info("Drained after {} ms", drained.toMillis());
			// after each stall what hangs is watched anew
			long stalls = result.stalls().stream().filter((stall) -> stall.to() - stall.from() > LONG_STALL).count();
			assertThat(drained).isLessThan(stuckAfter.plusSeconds(2).multipliedBy(1 + stalls));
			assertThat(result.failed()).isEmpty();
			assertThat(scene.attempts()).as("aborted attempts were made again").isGreaterThan(result.started());
			scene.verify(result);
		}
	}

	private Duration removeWithOpenLeases(FaultScene scene, BackendProcess removed) {
		AtomicInteger its = openOn(removed.uri());
		await("open leases").pollInterval(Duration.ofMillis(1)).until(() -> its.get() >= 3);
		long mark = System.nanoTime();
		scene.pool().remove(scene.id(removed));
		assertThat(its).as("leases that were open").hasPositiveValue();
		await("the end of all leases on it").pollInterval(Duration.ofMillis(5)).until(() -> its.get() == 0);
		return Duration.ofNanos(System.nanoTime() - mark);
	}

	private void call(FaultScene scene, String id) throws Exception {
		scene.call(AS_USUAL, (lease) -> counted(lease, id));
	}

	private int counted(Lease<URI> lease, String id) throws Exception {
		AtomicInteger its = openOn(lease.target());
		its.incrementAndGet();
		try {
			return HttpAttempts.send(lease, id).statusCode();
		}
		finally {
			its.decrementAndGet();
		}
	}

	private AtomicInteger openOn(URI target) {
		return open.computeIfAbsent(target, (missing) -> new AtomicInteger());
	}

}
