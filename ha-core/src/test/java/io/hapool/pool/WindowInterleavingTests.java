package io.hapool.pool;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The window loses no record within an epoch, and counts none of a stale one.
 */
class WindowInterleavingTests {

	/** The tag of an epoch overflows soon, and all its slices hold stale records. */
	private static final int FIRST = 0xFFFE;

	private static final int EPOCHS = 4;

	@Test
	void aSliceCountsAsAMapOfEpochsDoes() {
		Interleavings.of(Slices.class, EpochCounts.class).stress(3, 50);
		Interleavings.of(Slices.class, EpochCounts.class).check(2, 20);
	}

	@Test
	@Tag("fault")
	void aSliceCountsAsAMapOfEpochsDoesInManyScenarios() {
		Interleavings.of(Slices.class, EpochCounts.class).stress(10, 150);
		Interleavings.of(Slices.class, EpochCounts.class).check(10, 50);
	}

	@Test
	void aWindowAddsUpAllStripesAndItsEpochsAlone() {
		Interleavings.of(Stripes.class, Stripes.class).stress(3, 50);
		Interleavings.of(Stripes.class, Stripes.class).check(3, 25);
	}

	@Test
	@Tag("fault")
	void aWindowAddsUpAllStripesAndItsEpochsAloneInManyScenarios() {
		Interleavings.of(Stripes.class, Stripes.class).stress(10, 150);
		Interleavings.of(Stripes.class, Stripes.class).check(10, 50);
	}

	private static Cells stale() {
		Cells cells = new Cells();
		for (int epoch = FIRST - Cells.SLICES; epoch < FIRST - Cells.SLICES + EPOCHS; epoch++) {
			for (int stripe = 0; stripe < Cells.STRIPES; stripe++) {
				cells.recordSuccess(stripe, epoch);
				cells.recordFailure(stripe, epoch);
			}
		}
		return cells;
	}

	private static String text(long total, long failures) {
		return failures + " of " + total;
	}

	/** One stripe: a look reads one slice, so it is exact at any moment. */
	@Param(name = "epoch", gen = IntGen.class, conf = "0:3")
	public static class Slices {

		private final Cells cells = stale();

		@Operation
		public void succeed(@Param(name = "epoch") int epoch) {
			cells.recordSuccess(1, FIRST + epoch);
		}

		@Operation
		public void fail(@Param(name = "epoch") int epoch) {
			cells.recordFailure(1, FIRST + epoch);
		}

		@Operation
		public String look(@Param(name = "epoch") int epoch) {
			Tally tally = cells.window(FIRST + epoch, 1);
			return text(tally.total(), tally.failures());
		}

	}

	public static class EpochCounts {

		private final Map<Integer, int[]> counts = new TreeMap<>();

		public void succeed(int epoch) {
			of(epoch)[0]++;
		}

		public void fail(int epoch) {
			of(epoch)[0]++;
			of(epoch)[1]++;
		}

		public String look(int epoch) {
			return text(of(epoch)[0], of(epoch)[1]);
		}

		private int[] of(int epoch) {
			return counts.computeIfAbsent(epoch, (key) -> new int[2]);
		}

	}

	/** All stripes: a window is exact when nobody records. */
	@Param(name = "epoch", gen = IntGen.class, conf = "0:3")
	@Param(name = "stripe", gen = IntGen.class, conf = "0:3")
	public static class Stripes {

		private final Cells cells = stale();

		private final AtomicIntegerArray totals = new AtomicIntegerArray(EPOCHS);

		private final AtomicIntegerArray failures = new AtomicIntegerArray(EPOCHS);

		@Operation
		public void succeed(@Param(name = "stripe") int stripe, @Param(name = "epoch") int epoch) {
			cells.recordSuccess(stripe, FIRST + epoch);
			totals.incrementAndGet(epoch);
		}

		@Operation
		public void fail(@Param(name = "stripe") int stripe, @Param(name = "epoch") int epoch) {
			cells.recordFailure(stripe, FIRST + epoch);
			totals.incrementAndGet(epoch);
			failures.incrementAndGet(epoch);
		}

		@Validate
		public void windowsAreExact() {
			int total = 0;
			int failed = 0;
			for (int epoch = 0; epoch < EPOCHS; epoch++) {
				total += totals.get(epoch);
				failed += failures.get(epoch);
				Tally tally = cells.window(FIRST + epoch, epoch + 1);
				if (tally.total() != total || tally.failures() != failed) {
					throw new IllegalStateException("window of " + (epoch + 1) + ": "
							+ text(tally.total(), tally.failures()) + " (expected: " + text(total, failed) + ")");
				}
			}
		}

	}

}
