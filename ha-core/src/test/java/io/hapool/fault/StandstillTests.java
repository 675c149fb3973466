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

	private ProcessorTime processors = new ProcessorTime(1000, 900);

	private final Standstills standstills = new Standstills(0, () -> processors);

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
	void failureOnAMachineWhoseProcessorsAreStolenMeansNothing() {
		processors = new ProcessorTime(2000, 1000);
		assertThat(standstills.disturbance()).isEmpty();

		processors = new ProcessorTime(2000, 1101);

		assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> intercept(true))
			.withMessageStartingWith("Other machines took 20 % of the processors that this one wanted");
	}

	@Test
	void processorsAreStolenAsTheSystemSays() {
		ProcessorTime time = ProcessorTime.parse("cpu  4842895 54029 325446 4695699 7149 5 54297 420561 7 7");

		assertThat(time.stolen()).isEqualTo(420_561);
		assertThat(time.wanted()).isEqualTo(4_842_895 + 54_029 + 325_446 + 5 + 54_297 + 420_561);
		assertThat(ProcessorTime.parse("cpu 1 2 3 4")).isEqualTo(new ProcessorTime(6, 0));
		assertThat(ProcessorTime.now().since(ProcessorTime.now()).stolen()).isLessThanOrEqualTo(0);
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
