package io.hapool.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The numbers of one endpoint that move with each lease, in one array: the state word on
 * a cache line of its own, then stripes, of which a thread writes one. A lease costs one
 * atomic addition when it begins, one when it ends, one for its outcome.
 *
 * <pre>
 * a stripe: calls   begun 40 | open 24
 *           by hand tag 10 | begun 36 | open 18     four cells, for the latest four epochs
 *           slices  epoch 16 | failures 22 | total 26   sixteen cells, a ring
 * </pre>
 *
 * The window is a ring of slices: a record adds to the current one, and replaces it by
 * compare-and-set when the slice is of an older epoch. Leases that a caller ends by hand
 * are counted by the epoch of their beginning, so that leaked ones can be told by age and
 * be taken back.
 */
class Cells {

	static final int STRIPES = 4;

	static final int SLICES = 16;

	/** Epochs of leases by hand that are told apart; older ones are reclaimed. */
	static final int HAND_EPOCHS = 4;

	private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

	/** Beside the length of the array, which each access reads. */
	private static final int WORD = 1;

	private static final int FIRST_STRIPE = 16;

	private static final int STRIDE = 32;

	private static final int BY_HAND = 1;

	private static final int FIRST_SLICE = 8;

	private static final long CALL_BEGUN = 1L << 24;

	private static final long CALLS_OPEN = CALL_BEGUN - 1;

	private static final long HAND_BEGUN = 1L << 18;

	private static final long HANDS_OPEN = HAND_BEGUN - 1;

	private static final int HAND_TAG = 54;

	private static final long HANDS_BEGUN = (1L << (HAND_TAG - 18)) - 1;

	static final int HAND_TAGS = 1 << 10;

	/** Leases that may be open on one endpoint, far below where a cell overflows. */
	static final int MOST_OPEN = 100_000;

	private static final int EPOCH = 48;

	private static final long EPOCH_MASK = 0xFFFFL << EPOCH;

	/** How far, in epochs, a slice may be ahead of a record that comes late. */
	private static final int LATEST = 4 * SLICES;

	private static final int FAILURES = 26;

	private static final long FAILURE = 1L << FAILURES;

	private static final long TOTAL_MASK = FAILURE - 1;

	private static final long FAILURES_MASK = (1L << (EPOCH - FAILURES)) - 1;

	/** Where a slice stops counting, far enough from the end for all threads at once. */
	private static final long FULL = TOTAL_MASK - 10_000;

	private static final long FULL_OF_FAILURES = FAILURES_MASK - 10_000;

	/** Leases by hand of epochs that are over. */
	private final LongAdder rolled = new LongAdder();

	/** Those of them that were open, until somebody asks. */
	private final LongAdder leaked = new LongAdder();

	private final long[] cells = new long[FIRST_STRIPE + STRIPES * STRIDE];

	/** The stripe of the current thread. */
	static int stripe() {
		return (int) Thread.currentThread().getId() & (STRIPES - 1);
	}

	long word() {
		return (long) CELL.getVolatile(cells, WORD);
	}

	boolean moveWord(long before, long after) {
		return CELL.compareAndSet(cells, WORD, before, after);
	}

	/**
	 * @return how many calls had begun on the stripe before
	 */
	long beginCall(int stripe) {
		return (long) CELL.getAndAdd(cells, at(stripe), CALL_BEGUN + 1) >>> 24;
	}

	void endCall(int stripe) {
		CELL.getAndAdd(cells, at(stripe), -1L);
	}

	/** Takes a beginning back, as if it had never been. */
	void undoCall(int stripe) {
		CELL.getAndAdd(cells, at(stripe), -(CALL_BEGUN + 1));
	}

	/**
	 * Counts a lease that its caller ends.
	 * @param epoch the current epoch of leases by hand
	 * @return how many had begun on the stripe in this epoch before
	 */
	long beginByHand(int stripe, int epoch) {
		int at = handAt(stripe, epoch);
		long before = (long) CELL.getVolatile(cells, at);
		while (handTag(before) != tag(epoch) || !CELL.compareAndSet(cells, at, before, before + HAND_BEGUN + 1)) {
			if (handTag(before) != tag(epoch)) {
				roll(at, before, epoch);
			}
			before = (long) CELL.getVolatile(cells, at);
		}
		return (before >>> 18) & HANDS_BEGUN;
	}

	/**
	 * Counts the end of a lease by hand.
	 * @param tag of the epoch in which it began
	 * @return whether it was still counted; it has been reclaimed otherwise
	 */
	boolean endByHand(int stripe, int tag) {
		int at = handAt(stripe, tag);
		long before;
		do {
			before = (long) CELL.getVolatile(cells, at);
			if (handTag(before) != tag || (before & HANDS_OPEN) == 0) {
				return false;
			}
		}
		while (!CELL.compareAndSet(cells, at, before, before - 1));
		return true;
	}

	/**
	 * Forgets the leases by hand of an epoch that is long over.
	 * @param epoch the current epoch; what began {@link #HAND_EPOCHS} before it goes
	 * @return how many of them were still open
	 */
	int reclaim(int epoch) {
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			int at = handAt(stripe, epoch);
			long before;
			do {
				before = (long) CELL.getVolatile(cells, at);
			}
			while (handTag(before) != tag(epoch) && !roll(at, before, epoch));
		}
		return (int) leaked.sumThenReset();
	}

	/** A lease that begins may come before the look for leaked ones. */
	private boolean roll(int at, long before, int epoch) {
		if (!CELL.compareAndSet(cells, at, before, (long) tag(epoch) << HAND_TAG)) {
			return false;
		}
		rolled.add((before >>> 18) & HANDS_BEGUN);
		leaked.add(before & HANDS_OPEN);
		return true;
	}

	/** Open leases of one stripe: a measure of load that costs little. */
	int open(int stripe) {
		int at = at(stripe);
		long open = (long) CELL.getOpaque(cells, at) & CALLS_OPEN;
		for (int i = 0; i < HAND_EPOCHS; i++) {
			open += (long) CELL.getOpaque(cells, at + BY_HAND + i) & HANDS_OPEN;
		}
		return (int) open;
	}

	int open() {
		int open = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			open += open(stripe);
		}
		return open;
	}

	/** Calls that have not ended. */
	long openCalls() {
		long open = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			open += (long) CELL.getVolatile(cells, at(stripe)) & CALLS_OPEN;
		}
		return open;
	}

	/** Calls that have ever begun. */
	long begunCalls() {
		long begun = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			begun += (long) CELL.getVolatile(cells, at(stripe)) >>> 24;
		}
		return begun;
	}

	/** Leases of both kinds that have ever ended, or were reclaimed. */
	long ended() {
		long ended = rolled.sum();
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			long calls = (long) CELL.getVolatile(cells, at(stripe));
			ended += (calls >>> 24) - (calls & CALLS_OPEN);
			for (int i = 0; i < HAND_EPOCHS; i++) {
				long hands = (long) CELL.getVolatile(cells, at(stripe) + BY_HAND + i);
				ended += ((hands >>> 18) & HANDS_BEGUN) - (hands & HANDS_OPEN);
			}
		}
		return ended;
	}

	/**
	 * Counts a success.
	 * @param epoch of the current slice
	 */
	void recordSuccess(int stripe, int epoch) {
		record(stripe, epoch, 1);
	}

	/**
	 * Counts a failure.
	 * @param epoch of the current slice
	 */
	void recordFailure(int stripe, int epoch) {
		record(stripe, epoch, FAILURE + 1);
	}

	private void record(int stripe, int epoch, long amount) {
		int at = at(stripe) + FIRST_SLICE + (epoch & (SLICES - 1));
		long before = (long) CELL.getVolatile(cells, at);
		long tagged = (long) epoch << EPOCH;
		if (((before ^ tagged) >>> EPOCH) == 0) {
			if ((before & TOTAL_MASK) < FULL && ((before >>> FAILURES) & FAILURES_MASK) < FULL_OF_FAILURES) {
				CELL.getAndAdd(cells, at, amount);
			}
			return;
		}
		begin(at, tagged, amount);
	}

	/**
	 * Another thread of this stripe may have begun the slice meanwhile, or one that was
	 * held up may come with an epoch that is long over: then it is too late to count.
	 */
	private void begin(int at, long tagged, long amount) {
		long before;
		do {
			before = (long) CELL.getVolatile(cells, at);
			if (((before ^ tagged) >>> EPOCH) == 0) {
				CELL.getAndAdd(cells, at, amount);
				return;
			}
			if ((((before & EPOCH_MASK) - tagged) >>> EPOCH) <= LATEST && before != 0) {
				return;
			}
		}
		while (!CELL.compareAndSet(cells, at, before, tagged + amount));
	}

	/**
	 * Adds up the latest slices.
	 * @param epoch the current one
	 * @param slices how many, with the current one, at most {@link #SLICES}
	 */
	Tally window(int epoch, int slices) {
		long total = 0;
		long failures = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			for (int i = 0; i < slices; i++) {
				long slice = (long) CELL.getVolatile(cells, at(stripe) + FIRST_SLICE + ((epoch - i) & (SLICES - 1)));
				if ((slice >>> EPOCH) == ((epoch - i) & 0xFFFF)) {
					total += slice & TOTAL_MASK;
					failures += (slice >>> FAILURES) & FAILURES_MASK;
				}
			}
		}
		return new Tally(total, failures);
	}

	/** Forgets the window: its slices are to be of another length. */
	void clearWindow() {
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			for (int i = 0; i < SLICES; i++) {
				CELL.setVolatile(cells, at(stripe) + FIRST_SLICE + i, 0L);
			}
		}
	}

	/**
	 * Whether more leases are open than may be. Who counts itself in first and then asks
	 * never makes them too many, for of those who do so together the last one sees all.
	 */
	boolean isOver(int limit) {
		long open = 0;
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			int at = at(stripe);
			open += (long) CELL.getVolatile(cells, at) & CALLS_OPEN;
			for (int i = 0; i < HAND_EPOCHS; i++) {
				open += (long) CELL.getVolatile(cells, at + BY_HAND + i) & HANDS_OPEN;
			}
		}
		return open > limit;
	}

	private static int at(int stripe) {
		return FIRST_STRIPE + stripe * STRIDE;
	}

	private static int handAt(int stripe, int epoch) {
		return at(stripe) + BY_HAND + (epoch & (HAND_EPOCHS - 1));
	}

	private static int handTag(long cell) {
		return (int) (cell >>> HAND_TAG);
	}

	static int tag(int epoch) {
		return epoch & (HAND_TAGS - 1);
	}

}
