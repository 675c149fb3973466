package io.hapool.pool;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import io.hapool.health.CheckResult;
import io.hapool.health.HealthCheck.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CheckHistoryTests {

	private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

	private final CheckHistory history = new CheckHistory();

	private int added;

	@Test
	void isAbsentBeforeTheFirstResult() {
		assertThat(history.snapshot()).isNull();
	}

	@Test
	void countsAllAndSharesWhatIsRemembered() {
		add(Verdict.DOWN, 10, 4);
		add(Verdict.UNKNOWN, 1, 4);
		add(Verdict.UP, 2, 4);

		EndpointSnapshot.Checks checks = history.snapshot();
		assertThat(checks.up()).isEqualTo(2);
		assertThat(checks.down()).isEqualTo(10);
		assertThat(checks.unknown()).isOne();
		assertThat(checks.upShare()).as("of a DOWN, an UNKNOWN and two UP").isEqualTo(new Ratio(2 / 3.0));
	}

	@Test
	void hasNoShareWhereNoneCouldTell() {
		add(Verdict.UNKNOWN, 3, 100);

		assertThat(history.snapshot().upShare()).isNull();
	}

	@Test
	void latestAreTheNewestTwentyInTheirOrder() {
		add(Verdict.UP, 30, 100);
		add(Verdict.DOWN, 1, 100);

		EndpointSnapshot.Checks checks = history.snapshot();
		add(Verdict.UP, 50, 100);

		assertThat(checks.latest()).hasSize(CheckHistory.LATEST);
		assertThat(checks.latest().get(0))
			.isEqualTo(new EndpointSnapshot.Checked(BEGIN.plusSeconds(30), Verdict.DOWN, Duration.ofNanos(30_000)));
		assertThat(checks.latest().get(19))
			.isEqualTo(new EndpointSnapshot.Checked(BEGIN.plusSeconds(11), Verdict.UP, Duration.ofNanos(11_000)));
	}

	@Test
	void keepsTheNewestWhenTheLimitFallsAndRises() {
		add(Verdict.DOWN, 40, 1000);
		add(Verdict.UP, 10, 1000);

		add(Verdict.UP, 1, 16);
		Ratio small = history.snapshot().upShare();
		add(Verdict.UP, 100, 1000);

		assertThat(small).isEqualTo(new Ratio(11 / 16.0));
		assertThat(history.snapshot().upShare()).isEqualTo(new Ratio(111 / 116.0));
		assertThat(history.snapshot().latest().get(0).at()).isEqualTo(BEGIN.plusSeconds(150));
	}

	@Test
	void remembersNoMoreThanTheLimitWhateverItIs() {
		for (int most = 1; most < 70; most++) {
			CheckResults results = new CheckResults();
			for (int i = 0; i < 200; i++) {
				results.add(BEGIN.plusSeconds(i), new CheckResult(Verdict.UP, null, Duration.ZERO), most);
				assertThat(results.size()).isEqualTo(Math.min(i + 1, most));
				assertThat(results.latest(1).get(0).at()).isEqualTo(BEGIN.plusSeconds(i));
			}
			assertThat(results.latest(most).get(most - 1).at()).isEqualTo(BEGIN.plusSeconds(200 - most));
		}
	}

	@Test
	void streakGrowsFallsAndPassesOverWhatCouldNotTell() {
		assertThat(add(Verdict.UP, 2, 100)).isEqualTo(2);
		assertThat(add(Verdict.UNKNOWN, 1, 100)).isEqualTo(2);
		assertThat(add(Verdict.DOWN, 3, 100)).isEqualTo(-3);
		history.endStreak();
		assertThat(add(Verdict.DOWN, 1, 100)).isEqualTo(-1);
	}

	@Test
	void lastFailureHasNoCredentialsAndStaysWhenAllIsWell() {
		history.add(BEGIN,
				new CheckResult(Verdict.DOWN, new IOException("no http://user:secret@a"), Duration.ofSeconds(1)), 100);
		add(Verdict.UP, 1, 100);

		assertThat(history.snapshot().lastFailure()).isEqualTo("IOException: no http://******@a");
	}

	@Test
	void whatTakesVeryLongIsCutOff() {
		history.add(BEGIN, new CheckResult(Verdict.DOWN, null, Duration.ofHours(1)), 100);

		assertThat(history.snapshot().latest().get(0).took()).isBetween(Duration.ofSeconds(536),
				Duration.ofSeconds(537));
	}

	private int add(Verdict verdict, int times, int most) {
		int streak = 0;
		for (int i = 0; i < times; i++) {
			streak = history.add(BEGIN.plusSeconds(added),
					new CheckResult(verdict, null, Duration.ofNanos(added * 1000L)), most);
			added++;
		}
		return streak;
	}

}
