package io.hapool.fault;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What has become of the calls of a load.
 *
 * @param started how many arrived
 * @param samples those that ended
 */
public record LoadResult(long started, List<Sample> samples) {

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
	 * Returns the call that completed first of those that were to start after a moment.
	 * @param mark the moment, by {@link System#nanoTime()}
	 */
	public Optional<Sample> firstCompletedOfThoseAfter(long mark) {
		return completed().stream()
			.filter((sample) -> sample.intended() - mark > 0)
			.min(Comparator.comparingLong((sample) -> sample.ended() - mark));
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
