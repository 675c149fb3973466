package io.hapool.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.hapool.pool.HealthState;
import io.hapool.pool.IsolationRules;
import io.hapool.pool.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traps into which other libraries have fallen.
 */
@ExtendWith(QuietEngine.class)
class PeerTrapTests {

	/** In Resilience4j, Armeria and Failsafe it closes the breaker. */
	@Test
	void callBegunBeforeIsolationCannotEndIt() {
		ManualPool pool = ManualPool.of("a", "b");
		pool.succeed("a");
		Lease<String> old = pool.lease("a");
		pool.fail("a", 3);
		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);

		old.succeed();

		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	@Test
	void callBegunBeforeIsolationCannotEndTheTrialThatRuns() {
		ManualPool pool = ManualPool.of("a", "b");
		pool.succeed("a");
		List<Lease<String>> old = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			old.add(pool.lease("a"));
		}
		pool.fail("a", 3);
		Lease<String> trial = trial(pool);

		old.forEach(Lease::succeed);

		assertThat(pool.health("a")).isEqualTo(HealthState.PROBATION);
		trial.fail(new IOException("still broken"));
		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	/** In Resilience4j the breaker stays half open for ever. */
	@Test
	void trialThatNeverReportsFreesItsToken() {
		ManualPool pool = ManualPool.of("a", "b");
		pool.fail("a", 3);
		Lease<String> lost = trial(pool);

		for (int i = 0; i < 53; i++) {
			pool.time().advance(Duration.ofMillis(100));
			pool.use();
		}

		assertThat(pool.health("a")).isNotEqualTo(HealthState.PROBATION);
		lost.succeed();
		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);
		for (int i = 0; i < 1200 && pool.health("a") == HealthState.ISOLATED; i++) {
			pool.time().advance(Duration.ofMillis(100));
			pool.use();
		}
		assertThat(pool.health("a")).isNotEqualTo(HealthState.ISOLATED);
	}

	/** Breakers that measure by the wall clock stay open for the hour. */
	@Test
	void wallClockSteppedBackAnHourChangesNothing() {
		ManualPool pool = ManualPool.of("a", "b");
		pool.fail("a", 3);

		pool.time().setWallClock(pool.time().wallClock().minus(Duration.ofHours(1)));
		pool.time().advance(Duration.ofSeconds(26));
		for (int i = 0; i < 10; i++) {
			pool.use();
		}

		assertThat(pool.health("a").isSelectable()).isTrue();
	}

	/** Counters of failures in a row, or of one window that starts anew, see nothing. */
	@Test
	void failuresSpreadOverWindowsInWhichASuccessRollsEverySliceAreSeen() {
		ManualPool pool = ManualPool.of((definition) -> definition.isolationRules(IsolationRules.DEFAULT), "a", "b");

		for (int slice = 0; slice < 12; slice++) {
			pool.succeed("b");
			for (int i = 0; i < 2 && pool.health("a") != HealthState.ISOLATED; i++) {
				pool.fail("a", 1);
				pool.succeed("a");
				pool.fail("a", 1);
				pool.time().advance(Duration.ofMillis(450));
			}
		}

		assertThat(pool.health("a")).isEqualTo(HealthState.ISOLATED);
	}

	/** Leases until one of them is the trial of a. */
	private static Lease<String> trial(ManualPool pool) {
		pool.time().advance(Duration.ofSeconds(26));
		Lease<String> lease = pool.pool().lease();
		while (!lease.endpoint().id().equals("a")) {
			lease.succeed();
			lease = pool.pool().lease();
		}
		assertThat(pool.health("a")).isEqualTo(HealthState.PROBATION);
		return lease;
	}

}
