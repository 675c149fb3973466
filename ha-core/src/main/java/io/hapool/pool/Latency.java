package io.hapool.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long the successful leases of an endpoint take: a mean that rises at once and
 * decays slowly (after the peak-sensitive moving average of Finagle), and quantiles from
 * a histogram with two buckets per power of two. Samples may be lost in a race; no
 * decision rests on a single one.
 */
final class Latency {

	private static final int FIRST_POWER = 10;

	private static final int BUCKETS = 64;

	private static final int HALVED_AT = 1024;

	private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(1);

	private static final int RISE = 4;

	private static final int FALL = 16;

	private final AtomicIntegerArray buckets = new AtomicIntegerArray(BUCKETS);

	private volatile int samples;

	private volatile long mean;

	private volatile boolean fresh;

	void add(long nanos) {
		long before = mean;
		long delta = nanos - before;
		mean = (samples == 0) ? nanos : before + delta / ((delta > 0) ? RISE : FALL);
		buckets.incrementAndGet(bucket(nanos));
		fresh = true;
		int count = samples + 1;
		samples = count;
		if (count >= HALVED_AT) {
			halve();
		}
	}

	/** Nanoseconds; zero before the first sample. */
	long mean() {
		return mean;
	}

	/** How many there are, of late. */
	int samples() {
		return samples;
	}

	boolean isKnown() {
		return samples > 0;
	}

	/**
	 * Lets a mean that nobody has confirmed lately fall, so that an endpoint that was
	 * slow once is tried again. Called once a second.
	 */
	void decay() {
		if (fresh) {
			fresh = false;
		}
		else {
			mean -= mean / FALL;
		}
	}

	/**
	 * Returns the latency that a share of the leases do not exceed.
	 * @param share from 0 to 1
	 * @return nanoseconds, up to a half too many; zero before the first sample
	 */
	long quantile(double share) {
		long total = 0;
		for (int i = 0; i < BUCKETS; i++) {
			total += buckets.get(i);
		}
		long wanted = (long) Math.ceil(total * share);
		long seen = 0;
		for (int i = 0; i < BUCKETS && total > 0; i++) {
			seen += buckets.get(i);
			if (seen >= wanted) {
				return end(i);
			}
		}
		return 0;
	}

	private void halve() {
		int left = 0;
		for (int i = 0; i < BUCKETS; i++) {
			left += buckets.updateAndGet(i, (count) -> count / 2);
		}
		samples = Math.max(1, left);
	}

	private static int bucket(long nanos) {
		if (nanos < QUICK) {
			return 0;
		}
		int power = 63 - Long.numberOfLeadingZeros(nanos);
		int half = (int) (nanos >>> (power - 1)) & 1;
		return Math.max(0, Math.min(BUCKETS - 1, (power - FIRST_POWER) * 2 + half));
	}

	private static long end(int bucket) {
		int power = FIRST_POWER + bucket / 2;
		return (bucket % 2 == 0) ? 3L << (power - 1) : 2L << power;
	}

}
