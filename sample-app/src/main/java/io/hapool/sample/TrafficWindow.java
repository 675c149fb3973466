package io.hapool.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The calls of the last seconds.
 * <p>
 * Thread-safe.
 */
final class TrafficWindow {

	private static final long LENGTH = Duration.ofSeconds(10).toNanos();

	/** What "now" means for rates and shares. */
	private static final long NOW = Duration.ofSeconds(3).toNanos();

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double NANOS_PER_MILLI = 1e6;

	private final Queue<Ended> calls = new ConcurrentLinkedQueue<>();

	private final long openedAt;

	private volatile long lastNanos;

	TrafficWindow(long now) {
		this.openedAt = now;
	}

	void add(long startedAt, long endedAt, @Nullable String backend) {
		lastNanos = endedAt - startedAt;
		calls.add(new Ended(endedAt, endedAt - startedAt, backend));
		Ended oldest = calls.peek();
		while (oldest != null && endedAt - oldest.at > LENGTH) {
			calls.remove(oldest);
			oldest = calls.peek();
		}
	}

	double perSecond(long now) {
		long span = Math.min(NOW, now - openedAt);
		return (span > 0) ? recent(now).size() * NANOS_PER_SECOND / span : 0;
	}

	Map<String, Double> shares(long now) {
		List<String> answered = recent(now).stream().flatMap(Ended::backends).toList();
		Map<String, Double> shares = new TreeMap<>();
		answered.forEach((backend) -> shares.merge(backend, 1.0 / answered.size(), Double::sum));
		return shares;
	}

	TrafficSummary.Latency latency() {
		long[] sorted = calls.stream().mapToLong(Ended::nanos).sorted().toArray();
		return new TrafficSummary.Latency(lastNanos / NANOS_PER_MILLI, percentile(sorted, 50), percentile(sorted, 99));
	}

	/** How long the longest of the last ten seconds took; 0 if there was none. */
	double longestMillis() {
		return calls.stream().mapToLong(Ended::nanos).max().orElse(0) / NANOS_PER_MILLI;
	}

	private List<Ended> recent(long now) {
		return calls.stream().filter((call) -> now - call.at <= NOW).toList();
	}

	/** The smallest value that is not exceeded by so many of a hundred. */
	private static double percentile(long[] sorted, int percent) {
		if (sorted.length == 0) {
			return 0;
		}
		int rank = (int) Math.ceil(sorted.length * percent / 100.0);
		return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
	}

	/** Compared by identity: two calls may well be equal. */
	private static final class Ended {

		private final long at;

		private final long nanos;

		private final @Nullable String backend;

		Ended(long at, long nanos, @Nullable String backend) {
			this.at = at;
			this.nanos = nanos;
			this.backend = backend;
		}

		long nanos() {
			return nanos;
		}

		Stream<String> backends() {
			return Stream.ofNullable(backend);
		}

	}

}
