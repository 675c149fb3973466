package io.hapool.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ManualTimeTests {

	private final ManualTime time = new ManualTime();

	private final List<String> ran = new ArrayList<>();

	private final long start = time.nanos();

	@Test
	void tasksRunWhenTheyAreDueAndThoseDueTogetherInTheOrderOfScheduling() {
		schedule("late", 2);
		for (int i = 0; i < 10; i++) {
			schedule("early" + i, 1);
		}

		time.advance(Duration.ofSeconds(3));

		assertThat(ran).startsWith("early0 at 1", "early1 at 1", "early2 at 1").endsWith("early9 at 1", "late at 2");
		assertThat(age()).isEqualTo(3);
	}

	@Test
	void taskScheduledByATaskRunsInTheSameAdvance() {
		time.schedule(() -> schedule("second", 1), Duration.ofSeconds(1));

		time.advance(Duration.ofSeconds(2));

		assertThat(ran).containsExactly("second at 2");
	}

	@Test
	void cancelledTaskNeverRunsAndNoLongerWaits() {
		ScheduledTask task = time.schedule(() -> ran.add("cancelled"), Duration.ofSeconds(1));
		schedule("kept", 1);

		task.cancel();
		task.cancel();

		assertThat(time.waitingTasks()).isOne();
		time.advance(Duration.ofSeconds(1));
		assertThat(ran).containsExactly("kept at 1");
		assertThat(time.waitingTasks()).isZero();
	}

	@Test
	void stallRunsNothingMeanwhileAndThenAllThatBecameDueAtTheNewTime() {
		schedule("first", 1);
		schedule("second", 2);
		schedule("third", 5);

		time.stall(Duration.ofSeconds(3));

		assertThat(ran).containsExactly("first at 3", "second at 3");
		time.advance(Duration.ofSeconds(2));
		assertThat(ran).last().isEqualTo("third at 5");
	}

	@Test
	void stallWithinATaskNeverTurnsTimeBack() {
		schedule("before", 2);
		time.schedule(() -> time.stall(Duration.ofSeconds(9)), Duration.ofSeconds(1));

		time.advance(Duration.ofSeconds(3));

		assertThat(ran).containsExactly("before at 10");
		assertThat(age()).isEqualTo(10);
	}

	@Test
	void wallClockGoesOnFromWhereItWasSet() {
		Instant set = Instant.parse("2025-06-01T00:00:00Z");
		time.advance(Duration.ofSeconds(7));

		time.setWallClock(set);
		time.advance(Duration.ofSeconds(2));

		assertThat(time.wallClock()).isEqualTo(set.plusSeconds(2));
		assertThat(age()).isEqualTo(9);
	}

	private void schedule(String name, int seconds) {
		time.schedule(() -> ran.add(name + " at " + age()), Duration.ofSeconds(seconds));
	}

	private long age() {
		return Duration.ofNanos(time.nanos() - start).toSeconds();
	}

}
