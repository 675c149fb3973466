package io.hapool.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.RandomAccess;

import io.hapool.health.CheckResult;
import io.hapool.health.HealthCheck.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The latest results of checks, twelve bytes each, newest first. Grows as it fills, up to
 * a limit that may move. Not thread-safe.
 */
final class CheckResults {

	/** Room for the first results. */
	private static final int FIRST = 16;

	private static final int VERDICT_BITS = 2;

	private static final int VERDICT = (1 << VERDICT_BITS) - 1;

	private static final long MOST_MICROS = Integer.MAX_VALUE >> VERDICT_BITS;

	private static final Verdict[] VERDICTS = Verdict.values();

	/** Milliseconds of the wall clock; the oldest is at {@code next} if all are taken. */
	private long[] at = new long[0];

	/** Microseconds that they took, and their verdicts in the lowest bits. */
	private int[] results = new int[0];

	/** By verdict. */
	private final int[] remembered = new int[VERDICTS.length];

	private int next;

	private int size;

	int size() {
		return size;
	}

	/**
	 * Adds a result.
	 * @param most how many are to be remembered, 1 or more
	 */
	void add(Instant now, CheckResult result, int most) {
		if (results.length > most) {
			resize(most);
		}
		else if (size == results.length && size < most) {
			resize(Math.min(most, Math.max(FIRST, 2 * size)));
		}
		if (size == results.length) {
			remembered[results[next] & VERDICT]--;
		}
		at[next] = now.toEpochMilli();
		results[next] = pack(result);
		remembered[result.verdict().ordinal()]++;
		next = (next + 1) % results.length;
		size = Math.min(size + 1, results.length);
	}

	/** Of those that could tell; {@code null} if none could. */
	@Nullable Ratio upShare() {
		int told = remembered[Verdict.UP.ordinal()] + remembered[Verdict.DOWN.ordinal()];
		return (told > 0) ? new Ratio((double) remembered[Verdict.UP.ordinal()] / told) : null;
	}

	/** The newest of them, in a form that costs little until somebody looks. */
	Latest latest(int most) {
		int count = Math.min(most, size);
		long[] times = new long[count];
		int[] packed = new int[count];
		for (int i = 0; i < count; i++) {
			times[i] = at[index(i)];
			packed[i] = results[index(i)];
		}
		return new Latest(times, packed);
	}

	/** The newest is 0. */
	private int index(int age) {
		return Math.floorMod(next - 1 - age, results.length);
	}

	private void resize(int room) {
		int kept = Math.min(size, room);
		long[] times = new long[room];
		int[] packed = new int[room];
		for (int i = kept; i < size; i++) {
			remembered[results[index(i)] & VERDICT]--;
		}
		for (int i = 0; i < kept; i++) {
			times[kept - 1 - i] = at[index(i)];
			packed[kept - 1 - i] = results[index(i)];
		}
		at = times;
		results = packed;
		size = kept;
		next = kept % room;
	}

	private static int pack(CheckResult result) {
		long micros = Math.min(MOST_MICROS, Math.max(0, result.took().toNanos() / 1000));
		return (int) (micros << VERDICT_BITS) | result.verdict().ordinal();
	}

	private static Verdict verdict(int packed) {
		return VERDICTS[packed & VERDICT];
	}

	/**
	 * A few results. Immutable.
	 */
	static final class Latest extends AbstractList<EndpointSnapshot.Checked> implements RandomAccess {

		private final long[] at;

		private final int[] results;

		private Latest(long[] at, int[] results) {
			this.at = at;
			this.results = results;
		}

		@Override
		public EndpointSnapshot.Checked get(int index) {
			return new EndpointSnapshot.Checked(Instant.ofEpochMilli(at[index]), verdict(results[index]),
					Duration.ofNanos((results[index] >> VERDICT_BITS) * 1000L));
		}

		@Override
		public int size() {
			return at.length;
		}

	}

}
