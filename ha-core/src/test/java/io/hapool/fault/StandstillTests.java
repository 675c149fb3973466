package io.hapool.fault;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * When a test that measures time has no meaning: only where the process did not run, and
 * only if it has failed.
 */
class StandstillTests {

	private final Standstills standstills = new Standstills(0);

	private long now;

	@Test
	void failureOfAProcessThatRanIsAFailure() {
		run(100, 10, 30);

		assertThat(standstills.disturbance()).isEmpty();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> intercept(true)).withMessage("too slow");
	}

	@Test
	void failureAfterALongStandstillMeansNothing() {
		run(1000, 10, 15);
		run(1, 10, 10 + 251);

		assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> intercept(true))
			.withMessageContaining("stood still for 251 of ")
			.withMessageContaining("too slow")
			.withCauseInstanceOf(AssertionError.class);
	}

	@Test
	void failureWithTooSmallAPartOfTheTimeMeansNothing() {
		run(100, 10, 15);
		run(9, 10, 10 + 21);

		assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> intercept(true));
	}

	@Test
	void brokenInvariantIsAFailureAtAnyRate() {
		run(1, 10, 10_000);

		assertThatExceptionOfType(BrokenInvariantError.class).isThrownBy(() -> StandstillExtension.intercept(() -> {
			throw new BrokenInvariantError(new AssertionError("lost"));
		}, standstills)).withMessage("lost");
	}

	@Test
	void whatPassesHasPassed() {
		run(1, 10, 10_000);

		assertThatCode(() -> intercept(false)).doesNotThrowAnyException();
	}

	@Test
	void threadThatWatchesSeesItselfRun() {
		try (Standstills watching = Standstills.watch()) {
			await().until(() -> watching.hasRunFor(TimeUnit.MILLISECONDS.toNanos(50)));
		}
	}

	private void run(int times, int dueAfter, int ranAfter) {
		for (int i = 0; i < times; i++) {
			long due = now + TimeUnit.MILLISECONDS.toNanos(dueAfter);
			now += TimeUnit.MILLISECONDS.toNanos(ranAfter);
			standstills.ran(due, now);
		}
	}

	private void intercept(boolean failing) throws Throwable {
		StandstillExtension.intercept(() -> failing ? fail("too slow") : null, standstills);
	}

}
