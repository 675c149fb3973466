package io.hapool.health;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.hapool.health.HealthCheck.Verdict;
import io.hapool.time.ManualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PollingTests {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration SOON = Duration.ofMillis(1);

	private static final CheckRules RULES = CheckRules.DEFAULT.withInterval(INTERVAL).withTimeout(TIMEOUT);

	private final ManualTime time = new ManualTime();

	private final Poller poller = new Poller(time);

	@Test
	void repeatsACheckThatSaysDownBeforeItCounts() {
		Scripted subject = new Scripted(RULES.withRetries(2, Duration.ofMillis(300)), Verdict.DOWN, Verdict.DOWN,
				Verdict.UP);
		Polling polling = poller.polling(subject);

		polling.checkNow();
		time.advance(Duration.ofMillis(299));
		int before = subject.checks;
		time.advance(SOON);
		time.advance(Duration.ofMillis(300));

		assertThat(before).isOne();
		assertThat(subject.checks).isEqualTo(3);
		assertThat(subject.verdicts()).containsExactly(Verdict.UP);
	}

	@Test
	void countsDownOnceWhenAllRepetitionsSayDown() {
		Scripted subject = new Scripted(RULES.withRetries(2, Duration.ZERO), Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);

		poller.polling(subject).checkNow();

		assertThat(subject.checks).isEqualTo(3);
		assertThat(subject.verdicts()).containsExactly(Verdict.DOWN);
	}

	@ParameterizedTest
	@CsvSource({ "UP", "UNKNOWN" })
	void doesNotRepeatWhatDoesNotSayDown(Verdict verdict) {
		Scripted subject = new Scripted(RULES.withRetries(2, Duration.ZERO), verdict);

		poller.polling(subject).checkNow();

		assertThat(subject.checks).isOne();
		assertThat(subject.verdicts()).containsExactly(verdict);
	}

	@Test
	void nextComesAfterTheIntervalGiveOrTakeAFifth() {
		Scripted subject = new Scripted(RULES, Verdict.UP, Verdict.UP);
		poller.polling(subject).checkNow();

		time.advance(INTERVAL.multipliedBy(4).dividedBy(5).minus(SOON));
		int early = subject.checks;
		time.advance(INTERVAL.multipliedBy(2).dividedBy(5).plus(SOON.multipliedBy(2)));

		assertThat(early).isOne();
		assertThat(subject.checks).isEqualTo(2);
	}

	@Test
	void firstChecksAreSpreadOverTheInterval() {
		List<Scripted> subjects = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			Scripted subject = new Scripted(RULES, Verdict.UP);
			subjects.add(subject);
			poller.polling(subject).restart();
		}

		Set<Integer> fifths = new HashSet<>();
		for (int fifth = 0; fifth < 5; fifth++) {
			int before = subjects.stream().mapToInt((subject) -> subject.checks).sum();
			time.advance(INTERVAL.dividedBy(5));
			int begun = subjects.stream().mapToInt((subject) -> subject.checks).sum() - before;
			if (begun >= 10) {
				fifths.add(fifth);
			}
		}

		assertThat(fifths).hasSize(5);
		assertThat(subjects).allSatisfy((subject) -> assertThat(subject.checks).isPositive());
	}

	@Test
	void hungCheckCountsAsDownASecondAfterItsTimeAndAgainEachInterval() {
		Hanging subject = new Hanging(RULES);
		poller.polling(subject).checkNow();

		time.advance(TIMEOUT.plusSeconds(1).minus(SOON));
		int early = subject.told.size();
		time.advance(SOON);
		int first = subject.told.size();
		time.advance(INTERVAL.multipliedBy(2));

		assertThat(early).isZero();
		assertThat(first).isOne();
		assertThat(subject.verdicts()).containsExactly(Verdict.DOWN, Verdict.DOWN, Verdict.DOWN);
		assertThat(subject.told.get(0).failure()).isInstanceOf(TimeoutException.class)
			.hasMessage("The check has not ended after 2000 ms");
	}

	@Test
	void nextDoesNotBeginBeforeAHungCheckEndsWhoseLateWordIsDropped() {
		Hanging subject = new Hanging(RULES);
		poller.polling(subject).checkNow();
		time.advance(INTERVAL.multipliedBy(3));
		int begunMeanwhile = subject.begun.size();
		int told = subject.told.size();

		subject.end(0, Verdict.UP);
		time.advance(INTERVAL.multipliedBy(2));

		assertThat(begunMeanwhile).isOne();
		assertThat(subject.begun).hasSize(2);
		assertThat(subject.told.subList(told, subject.told.size())).extracting(CheckResult::verdict)
			.doesNotContain(Verdict.UP);
	}

	@Test
	void neitherCallsNorTimeBeginASecondCheckWhileOneIsUnderWay() {
		Hanging subject = new Hanging(RULES);
		Polling polling = poller.polling(subject);
		polling.checkNow();

		polling.checkNow();
		polling.start();
		polling.restart();
		time.advance(INTERVAL.multipliedBy(3));

		assertThat(subject.begun).hasSize(1);
	}

	@Test
	void restartDropsWhatIsUnderWayAndGoesOnWhenItHasEnded() {
		Hanging subject = new Hanging(RULES);
		Polling polling = poller.polling(subject);
		polling.checkNow();

		polling.restart();
		time.advance(INTERVAL);
		subject.end(0, Verdict.DOWN);
		time.advance(INTERVAL.multipliedBy(6).dividedBy(5));
		subject.end(1, Verdict.UP);

		assertThat(subject.verdicts()).containsExactly(Verdict.UP);
	}

	@Test
	void restartWithoutAPauseRests() {
		Scripted subject = new Scripted(RULES, Verdict.UP, Verdict.UP);
		Polling polling = poller.polling(subject);
		polling.checkNow();

		subject.pause = null;
		polling.restart();
		time.advance(INTERVAL.multipliedBy(3));

		assertThat(subject.checks).isOne();
	}

	@Test
	void closedPollingLeavesNothingBehind() {
		Hanging hanging = new Hanging(RULES);
		Scripted subject = new Scripted(RULES, Verdict.UP);
		Polling polling = poller.polling(subject);
		Polling hung = poller.polling(hanging);
		polling.restart();
		hung.checkNow();

		polling.close();
		hung.close();
		hanging.end(0, Verdict.UP);

		assertThat(time.waitingTasks()).isZero();
		assertThat(hanging.told).isEmpty();
	}

	@Test
	void goesOnAfterASubjectThatThrows() {
		Scripted subject = new Scripted(RULES, Verdict.UP, Verdict.UP, Verdict.UP) {
			@Override
			public void told(CheckResult result) {
				super.told(result);
				if (told.size() == 1) {
					throw new IllegalStateException("listener");
				}
			}
		};
		Polling polling = poller.polling(subject);
		try {
			polling.checkNow();
		}
		catch (IllegalStateException expected) {
			// in manual time it comes out here
		}

		time.advance(INTERVAL.multipliedBy(2));

		assertThat(subject.checks).isGreaterThanOrEqualTo(2);
	}

	@Test
	void whatACheckThrowsIsItsVerdict() {
		assertThat(verdict((target, timeout) -> {
			throw new IOException("x");
		})).isEqualTo(Verdict.DOWN);
		assertThat(verdict((target, timeout) -> {
			throw new AssertionError("x");
		})).isEqualTo(Verdict.DOWN);
		assertThat(verdict((target, timeout) -> {
			throw new OutOfMemoryError("x");
		})).isEqualTo(Verdict.UNKNOWN);
		assertThat(verdict((target, timeout) -> {
			throw new CheckUnknownException("x", new IOException());
		})).isEqualTo(Verdict.UNKNOWN);
		assertThat(verdict((target, timeout) -> null)).isEqualTo(Verdict.DOWN);
	}

	private Verdict verdict(HealthCheck<String> check) {
		List<CheckResult> results = new ArrayList<>();
		poller.run(check, "a", TIMEOUT, results::add);
		assertThat(results).hasSize(1);
		assertThat(results.get(0).failure()).isNotNull();
		return results.get(0).verdict();
	}

	private abstract static class Recorder implements Polling.Subject {

		final List<CheckResult> told = new ArrayList<>();

		final CheckRules rules;

		@Nullable Duration pause = INTERVAL;

		Recorder(CheckRules rules) {
			this.rules = rules;
		}

		List<Verdict> verdicts() {
			return told.stream().map(CheckResult::verdict).toList();
		}

		@Override
		public CheckRules rules() {
			return rules;
		}

		@Override
		public @Nullable Duration pause() {
			return pause;
		}

		@Override
		public void told(CheckResult result) {
			told.add(result);
		}

	}

	/** Says at once what it was told to say. */
	private static class Scripted extends Recorder {

		private final List<Verdict> verdicts;

		int checks;

		Scripted(CheckRules rules, Verdict... verdicts) {
			super(rules);
			this.verdicts = List.of(verdicts);
		}

		@Override
		public void check(Consumer<CheckResult> done) {
			Verdict verdict = verdicts.get(Math.min(checks++, verdicts.size() - 1));
			done.accept(new CheckResult(verdict, null, Duration.ZERO));
		}

	}

	/** Ends when it is told to. */
	private static final class Hanging extends Recorder {

		final List<Consumer<CheckResult>> begun = new ArrayList<>();

		Hanging(CheckRules rules) {
			super(rules);
		}

		@Override
		public void check(Consumer<CheckResult> done) {
			begun.add(done);
		}

		void end(int index, Verdict verdict) {
			begun.get(index).accept(new CheckResult(verdict, null, Duration.ZERO));
		}

	}

}
