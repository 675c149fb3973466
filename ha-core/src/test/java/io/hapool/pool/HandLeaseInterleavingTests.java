package io.hapool.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;
import org.jetbrains.kotlinx.lincheck.paramgen.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lease by hand is ended, or reclaimed, or open: never two of these.
 */
class HandLeaseInterleavingTests {

	/** The tag of an epoch overflows with the next one that uses the same cell. */
	private static final int OLD = Cells.HAND_TAGS - 3;

	private static final int NEW = OLD + Cells.HAND_EPOCHS;

	/** With those of the parts before and after. */
	private static final int THREADS = 8;

	@Test
	void aCellCountsTheLeasesOfOneEpoch() {
		Interleavings.of(OneEpoch.class, OneEpochCount.class).stress(3, 50);
		Interleavings.of(OneEpoch.class, OneEpochCount.class).check(3, 25);
	}

	@Test
	@Tag("fault")
	void aCellCountsTheLeasesOfOneEpochInManyScenarios() {
		Interleavings.of(OneEpoch.class, OneEpochCount.class).stress(10, 150);
		Interleavings.of(OneEpoch.class, OneEpochCount.class).check(10, 50);
	}

	@Test
	void leakedLeaseIsToldThoughANewOneHasTakenItsPlace() {
		Cells cells = new Cells();
		cells.beginByHand(2, OLD);
		cells.beginByHand(2, NEW);

		assertThat(cells.reclaim(NEW)).isEqualTo(1);
		assertThat(cells.reclaim(NEW)).isZero();
		assertThat(cells.open()).isEqualTo(1);
		assertThat(cells.ended()).isEqualTo(1);
	}

	@Test
	void noLeaseIsEndedAndReclaimed() {
		Interleavings.of(TwoEpochs.class, TwoEpochs.class).stress(3, 50);
		Interleavings.of(TwoEpochs.class, TwoEpochs.class).check(3, 25);
	}

	@Test
	@Tag("fault")
	void noLeaseIsEndedAndReclaimedInManyScenarios() {
		Interleavings.of(TwoEpochs.class, TwoEpochs.class).stress(10, 150);
		Interleavings.of(TwoEpochs.class, TwoEpochs.class).check(10, 50);
	}

	/**
	 * Each thread begins leases and ends its own; one of an older epoch is there at
	 * first.
	 */
	@Param(name = "thread", gen = ThreadIdGen.class)
	public static class OneEpoch {

		private final Cells cells = new Cells();

		private final AtomicIntegerArray own = new AtomicIntegerArray(THREADS);

		public OneEpoch() {
			cells.beginByHand(2, OLD);
		}

		@Operation
		public long begin(@Param(name = "thread") int thread) {
			long before = cells.beginByHand(2, NEW);
			own.incrementAndGet(thread);
			return before;
		}

		@Operation
		public boolean end(@Param(name = "thread") int thread) {
			if (own.get(thread) == 0) {
				return false;
			}
			own.decrementAndGet(thread);
			return cells.endByHand(2, NEW & (Cells.HAND_TAGS - 1));
		}

		@Operation
		public boolean endStale() {
			return cells.endByHand(2, OLD);
		}

	}

	public static class OneEpochCount {

		private final int[] own = new int[THREADS];

		private boolean stale = true;

		private int begun;

		public long begin(int thread) {
			stale = false;
			own[thread]++;
			return begun++;
		}

		public boolean end(int thread) {
			boolean ended = own[thread] > 0;
			own[thread] -= ended ? 1 : 0;
			return ended;
		}

		public boolean endStale() {
			boolean ended = stale;
			stale = false;
			return ended;
		}

	}

	/** Leases of an epoch end while a later epoch takes them back. */
	public static class TwoEpochs {

		private final Cells cells = new Cells();

		private final AtomicInteger left = new AtomicInteger(3);

		public TwoEpochs() {
			for (int i = 0; i < 3; i++) {
				cells.beginByHand(i & 1, OLD);
			}
		}

		@Operation
		public void end0() {
			end(0);
		}

		@Operation
		public void end1() {
			end(1);
		}

		private void end(int stripe) {
			if (cells.endByHand(stripe, OLD)) {
				left.decrementAndGet();
			}
		}

		@Operation
		public void reclaim() {
			left.addAndGet(-cells.reclaim(NEW));
		}

		@Validate
		public void eachIsOpenOrGone() {
			if (cells.open() != left.get() || cells.ended() != 3 - left.get()) {
				throw new IllegalStateException(
						cells.open() + " open, " + cells.ended() + " ended (expected: " + left + " of 3 open)");
			}
		}

	}

}
