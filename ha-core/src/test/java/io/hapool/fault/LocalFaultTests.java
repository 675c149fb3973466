package io.hapool.fault;

import java.time.Duration;

import io.hapool.pool.IsolationRules;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fault 17: nobody can be connected to, and what was open has been reset, as when this
 * machine has lost its network. Calls fail fast and make no storm; when the network is
 * back, all calls succeed within two seconds, though an isolation would last longer, and
 * no endpoint stays out.
 */
@Timeout(120)
class LocalFaultTests {

	private static final Logger logger = LoggerFactory.getLogger(LocalFaultTests.class);

	private static final int PER_SECOND = 200;

	private static final Duration RECOVERY = Duration.ofSeconds(2);

	@Test
	void noStormAndRecoveryWithinTwoSeconds() {
		loseNetwork(1, 1);
	}

	@Test
	@Tag("fault")
	void noStormAndRecoveryWithinTwoSecondsHoweverOftenAndLong() {
		loseNetwork(3, 4);
	}

	private static void loseNetwork(int times, int seconds) {
		try (FaultScene scene = FaultScene.startBehindProxies(3,
				(definition) -> definition.isolationRules(IsolationRules.DEFAULT.withRampUp(null)));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			for (int i = 0; i < times; i++) {
				Outage outage = Outage.of(scene, load, seconds * PER_SECOND);
				load.awaitCalls((int) (RECOVERY.toSeconds() + 1) * PER_SECOND);
				outage.verify(load.soFar());
			}
			await("nobody stays out").untilAsserted(() -> assertThat(scene.pool().isolated()).isEmpty());
			LoadResult result = load.stop();

			result.verifyNotLate(result.failed(), Duration.ofMillis(500));
			scene.verify(result);
		}
	}

	/**
	 * @param begin when it began
	 * @param end when the network was back
	 * @param attempts how many there were meanwhile
	 */
	private record Outage(long begin, long end, long attempts) {

		static Outage of(FaultScene scene, OpenLoopLoad load, int calls) {
			long begin = System.nanoTime();
			long attempts = scene.attempts();
			scene.proxies().forEach(FaultProxy::refuse);
			scene.proxies().forEach(FaultProxy::resetAll);
			load.awaitCalls(calls);
			attempts = scene.attempts() - attempts;
			scene.proxies().forEach(FaultProxy::listen);
			return new Outage(begin, System.nanoTime(), attempts);
		}

		void verify(LoadResult result) {
			long calls = result.samples().stream().filter(this::isDuring).count();
			long failed = result.failed().stream().filter(this::isDuring).count();
			Duration recovered = result.firstCompletedOfThoseAfter(end)
				.map((call) -> Duration.ofNanos(call.ended() - end))
				.orElseThrow();
			logger.info("{} of {} calls failed, in {} attempts; first success after {} ms", failed, calls, attempts,
					recovered.toMillis());
			assertThat(failed).isPositive();
			assertThat((double) attempts).as("attempts").isLessThan(2.5 * calls);
			assertThat(result.failed()).as("calls that failed later")
				.noneMatch((call) -> call.intended() - end > RECOVERY.toNanos());
			assertThat(recovered).isLessThan(RECOVERY);
		}

		private boolean isDuring(LoadResult.Sample call) {
			return call.intended() - begin >= 0 && call.intended() - end < 0;
		}

	}

}
