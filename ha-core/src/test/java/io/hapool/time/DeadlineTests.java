package io.hapool.time;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	private final ManualTime time = new ManualTime();

	@Test
	void passesWhenItsTimeIsOverAcrossTheOverflowOfTheClock() {
		Deadline deadline = Deadline.after(time, Duration.ofMinutes(2));

		time.advance(Duration.ofMinutes(2).minusNanos(1));
		assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
		time.advance(Duration.ofNanos(1));
		assertThat(deadline.remaining()).isZero();
		time.advance(Duration.ofDays(1));
		assertThat(deadline.remaining()).isZero();
	}

	@Test
	void noTimeoutIsNoLimit() {
		for (Duration none : new Duration[] { null, Duration.ofSeconds(Long.MAX_VALUE) }) {
			Deadline deadline = Deadline.after(time, none);
			time.advance(Duration.ofDays(3650));

			assertThat(deadline.isBounded()).isFalse();
			assertThat(deadline.remaining()).isGreaterThan(Duration.ofDays(100_000));
		}
	}

	@Test
	void earlierOneCounts() {
		Deadline deadline = Deadline.after(time, Duration.ofMinutes(2));

		assertThat(deadline.orAfter(Duration.ofMinutes(1)).remaining()).isEqualTo(Duration.ofMinutes(1));
		assertThat(deadline.orAfter(Duration.ofMinutes(3))).isSameAs(deadline);
		assertThat(deadline.orAfter(null)).isSameAs(deadline);
		assertThat(Deadline.after(time, null).orAfter(Duration.ofMinutes(3)).remaining())
			.isEqualTo(Duration.ofMinutes(3));
	}

}
