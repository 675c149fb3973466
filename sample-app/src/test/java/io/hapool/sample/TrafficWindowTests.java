package io.hapool.sample;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

/**
 * What is told of the calls of the last seconds.
 */
class TrafficWindowTests {

	private final TrafficWindow window = new TrafficWindow(0);

	@Test
	void percentilesAreThoseOfTheLastTenSeconds() {
		add(0, 5000, "a");
		for (int i = 1; i <= 100; i++) {
			add(20, i, "a");
		}

		TrafficSummary.Latency latency = window.latency();

		assertThat(latency.medianMillis()).isEqualTo(50);
		assertThat(latency.p99Millis()).isEqualTo(99);
		assertThat(latency.lastMillis()).isEqualTo(100);
		assertThat(window.longestMillis()).isEqualTo(100);
	}

	@Test
	void sharesAndRateAreThoseOfTheLastThreeSeconds() {
		add(1, 1, "c");
		add(9, 1, "a");
		add(9, 1, "a");
		add(9, 1, "b");
		add(9, 1, null);

		assertThat(window.shares(seconds(10))).containsOnlyKeys("a", "b")
			.hasEntrySatisfying("a", (share) -> assertThat(share).isCloseTo(2 / 3.0, within(1e-9)))
			.hasEntrySatisfying("b", (share) -> assertThat(share).isCloseTo(1 / 3.0, within(1e-9)));
		assertThat(window.perSecond(seconds(10))).isCloseTo(4 / 3.0, within(1e-9));
	}

	@Test
	void theRateOfTheFirstSecondsIsNotDilutedByTheTimeBefore() {
		add(1, 1, "a");
		add(1, 1, "b");

		assertThat(window.perSecond(seconds(1))).isEqualTo(2);
		assertThat(window.shares(seconds(1))).containsOnly(entry("a", 0.5), entry("b", 0.5));
	}

	@Test
	void nothingIsKnownBeforeTheFirstCall() {
		assertThat(window.perSecond(0)).isZero();
		assertThat(window.shares(0)).isEmpty();
		assertThat(window.latency()).isEqualTo(new TrafficSummary.Latency(0, 0, 0));
		assertThat(window.longestMillis()).isZero();
	}

	private void add(long endSecond, long millis, String backend) {
		long end = seconds(endSecond);
		window.add(end - TimeUnit.MILLISECONDS.toNanos(millis), end, backend);
	}

	private static long seconds(long seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

}
