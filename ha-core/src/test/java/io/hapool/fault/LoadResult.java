package io.hapool.fault;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has become of the calls of a load.
 *
 * @param started how many arrived
 * @param samples those that ended
 * @param stalls when this process did not get to run what was due
 */
public record LoadResult(long started, List<Sample> samples, List<Stall> stalls) {

	/**
	 * A time for which something that was due had to wait for a processor.
	 *
	 * @param from when it was due, by {@link System#nanoTime()}
	 * @param to when it ran
	 */
	public record Stall(long from, long to) {

		boolean overlaps(Sample sample) {
			return sample.ended() - from > 0 && sample.intended() - to < 0;
		}

	}

	/**
	 * One call that ended.
	 *
	 * @param id its id
	 * @param intended when it was to start, by {@link System#nanoTime()}
	 * @param ended when it ended
	 * @param failure what it threw, if it failed
	 */
	public record Sample(String id, long intended, long ended, @Nullable Throwable failure) {

		public boolean hasFailed() {
			return failure != null;
		}

		public Duration latency() {
			return Duration.ofNanos(ended - intended);
		}

	}

	public List<Sample> completed() {
		return samples.stream().filter((sample) -> !sample.hasFailed()).toList();
	}

	public List<Sample> failed() {
		return samples.stream().filter(Sample::hasFailed).toList();
	}

	/**
	 * Returns those of some calls that no stall of this process fell in: only their
	 * latencies say something of the engine.
	 */
	public List<Sample> undisturbed(List<Sample> calls) {
		return calls.stream().filter((call) -> stalls.stream().noneMatch((stall) -> stall.overlaps(call))).toList();
	}

	/**
	 * Returns the call that completed first of those that were to start after a moment.
	 * @param mark the moment, by {@link System#nanoTime()}
	 */
	public Optional<Sample> firstCompletedOfThoseAfter(long mark) {
		return completed().stream()
			.filter((sample) -> sample.intended() - mark > 0)
			.min(Comparator.comparingLong((sample) -> sample.ended() - mark));
	}

	/**
	 * Checks that no call took longer than a limit, but for the time that an abort takes:
	 * half of the late ones are less than 50 ms late, none 250 ms.
	 * @param calls of this load; those that a stall of this process fell in do not count
	 * @return by how much the late ones were late
	 */
	public List<Duration> verifyNotLate(List<Sample> calls, Duration limit) {
		List<Duration> overruns = latencies(undisturbed(calls)).stream()
			.filter((latency) -> latency.compareTo(limit) > 0)
			.map((latency) -> latency.minus(limit))
			.toList();
		if (!overruns.isEmpty()) {
			assertThat(median(overruns)).as("how late calls are").isLessThan(Duration.ofMillis(50));
			assertThat(longest(overruns)).as("how late a call is").isLessThan(Duration.ofMillis(250));
		}
		return overruns;
	}

	/**
	 * Returns the latencies of calls.
	 */
	public static List<Duration> latencies(List<Sample> samples) {
		return samples.stream().map(Sample::latency).toList();
	}

	/**
	 * Returns the value in the middle, the upper one of two.
	 */
	public static Duration median(List<Duration> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * Returns the longest one, zero if there is none.
	 */
	public static Duration longest(List<Duration> values) {
		return values.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

}
