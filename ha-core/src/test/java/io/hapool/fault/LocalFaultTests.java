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
 * machine has lost its network. Calls fail and make no storm; when the network is back,
 * all calls succeed within two seconds, even where an isolation lasts longer, and no
 * endpoint stays out for good.
 */
@MeasuresTime
@Timeout(120)
class LocalFaultTests {

	private static final Logger logger = LoggerFactory.getLogger(LocalFaultTests.class);

	private static final int PER_SECOND = 200;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final Duration RECOVERY = Duration.ofSeconds(2);

	@Test
	void noStormAndRecoveryWithinTwoSecondsThoughIsolationsLastTwenty() {
		loseNetwork(IsolationRules.DEFAULT, 1, 100);
	}

	@Test
	@Tag("fault")
	void noStormAndRecoveryWithinTwoSecondsHoweverOftenAndLong() {
		loseNetwork(FaultScene.isolation(Duration.ofSeconds(1), Duration.ofSeconds(4)), 2, 800);
	}

	/**
	 * @param failures for so many the network is gone
	 */
	private static void loseNetwork(IsolationRules rules, int times, int failures) {
		try (FaultScene scene = FaultScene.startBehindProxies(3,
				(definition) -> definition.isolationRules(rules).timeout(TIMEOUT));
				OpenLoopLoad load = OpenLoopLoad.start(PER_SECOND, scene::call)) {
			scene.awaitAllUp();

			for (int i = 0; i < times; i++) {
				Outage outage = Outage.of(scene, load, failures);
				load.awaitCalls((int) RECOVERY.plusMillis(500).toMillis() * PER_SECOND / 1000);
				outage.verify(load.soFar());
			}
			if (rules.maxDuration().compareTo(Duration.ofSeconds(5)) < 0) {
				scene.awaitAllUp();
			}
			LoadResult result = load.stop();

			result.verifyNotLate(result.samples(), TIMEOUT);
			scene.verify(result);
		}
	}

	/**
	 * @param begin when it began
	 * @param end when the network was back
	 * @param attempts how many there were meanwhile
	 */
	private record Outage(long begin, long end, long attempts) {

		static Outage of(FaultScene scene, OpenLoopLoad load, int failures) {
			long begin = System.nanoTime();
			long attempts = scene.attempts();
			int failed = load.soFar().failed().size();
			scene.proxies().forEach(FaultProxy::refuse);
			scene.proxies().forEach(FaultProxy::resetAll);
			await("failures").atMost(Duration.ofSeconds(30))
				.until(() -> load.soFar().failed().size() >= failed + failures);
			attempts = scene.attempts() - attempts;
			scene.proxies().forEach(FaultProxy::listen);
			return new Outage(begin, System.nanoTime(), attempts);
		}

		void verify(LoadResult result) {
			long calls = result.samples().stream().filter(this::meets).count();
			long failed = result.failed().stream().filter(this::meets).count();
			Duration recovered = result.firstCompletedOfThoseAfter(end)
				.map((call) -> Duration.ofNanos(call.ended() - end))
				.orElseThrow();
			logger.info("{} of {} calls failed, in {} attempts; first success after {} ms", failed, calls, attempts,
					recovered.toMillis());
			assertThat((double) attempts).as("two each, and what the budget allows").isLessThan(2.5 * calls + 20);
			assertThat(result.failed()).as("calls that failed later")
				.noneMatch((call) -> call.intended() - end > RECOVERY.toNanos());
			assertThat(recovered).isLessThan(RECOVERY);
		}

		private boolean meets(LoadResult.Sample call) {
			return call.ended() - begin > 0 && call.intended() - end < 0;
		}

	}

}
