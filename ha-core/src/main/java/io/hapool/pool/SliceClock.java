package io.hapool.pool;

import java.time.Duration;

import io.hapool.time.Time;

/**
 * Cuts time into the slices of the window: a power of two of nanoseconds each, so that
 * the current one is found by a shift. A window of 10 s is 10 slices of 1.07 s.
 */
final class SliceClock {

	private static final int WANTED = 10;

	private final Time time;

	private volatile int shift;

	private volatile int count;

	SliceClock(Time time, Duration window) {
		this.time = time;
		cut(window);
	}

	/**
	 * Cuts time for another window.
	 * @return whether slices are of another length than before: windows begin anew then
	 */
	boolean cut(Duration window) {
		int before = shift;
		long slice = Math.max(1, window.toNanos() / WANTED);
		// the power of two below, or the one above if that is nearer
		int below = 63 - Long.numberOfLeadingZeros(slice);
		int next = (slice - (1L << below) > (1L << below) / 2) ? below + 1 : below;
		shift = next;
		count = (int) Math.max(1, Math.min(Cells.SLICES - 1L, Math.round((double) window.toNanos() / (1L << next))));
		return next != before;
	}

	int epoch() {
		return epoch(time.coarseNanos());
	}

	int epoch(long now) {
		return (int) (now >> shift);
	}

	/** How many slices make the window. */
	int count() {
		return count;
	}

}
