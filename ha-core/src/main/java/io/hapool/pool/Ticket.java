package io.hapool.pool;

/**
 * What a lease remembers of its beginning, in one {@code long}, so that a call by
 * callback needs no object:
 *
 * <pre>
 * generation 24 | epoch by hand 10 | stripe 2 | by hand 1 | traced 1 | sampled 1 | begun 25
 * </pre>
 *
 * The beginning is in units of 2^24 nanoseconds (17 ms), modulo six days: it tells the
 * age of what was cancelled, not a latency.
 */
final class Ticket {

	/** A beginning that was refused, since the endpoint is no longer selectable. */
	static final long NONE = -1;

	private static final int UNIT = 24;

	private static final long BEGUN = (1L << 25) - 1;

	private static final long SAMPLED = 1L << 25;

	private static final long TRACED = 1L << 26;

	private static final long BY_HAND = 1L << 27;

	private static final int STRIPE = 28;

	private static final int EPOCH = 30;

	private static final int GENERATION = 40;

	private Ticket() {
	}

	static long ofCall(int generation, int stripe, long now) {
		return ((long) generation << GENERATION) | ((long) stripe << STRIPE) | ((now >>> UNIT) & BEGUN);
	}

	static long ofHand(long ticket, int epoch) {
		return ticket | BY_HAND | ((long) (epoch & (Cells.HAND_TAGS - 1)) << EPOCH);
	}

	static long sampled(long ticket) {
		return ticket | SAMPLED;
	}

	/**
	 * Of a call alone: its sample stands for itself, since those around it are sampled
	 * too.
	 */
	static long sampledAlone(long ticket) {
		return sampled(ticket) | (1L << EPOCH);
	}

	/** Asked of sampled calls. */
	static boolean isAlone(long ticket) {
		return (ticket & (1L << EPOCH)) != 0;
	}

	static long traced(long ticket) {
		return ticket | TRACED;
	}

	static int generation(long ticket) {
		return (int) (ticket >>> GENERATION);
	}

	static int handTag(long ticket) {
		return (int) (ticket >>> EPOCH) & (Cells.HAND_TAGS - 1);
	}

	static int stripe(long ticket) {
		return (int) (ticket >>> STRIPE) & (Cells.STRIPES - 1);
	}

	static boolean isByHand(long ticket) {
		return (ticket & BY_HAND) != 0;
	}

	static boolean isTraced(long ticket) {
		return (ticket & TRACED) != 0;
	}

	static boolean isSampled(long ticket) {
		return (ticket & SAMPLED) != 0;
	}

	/** Nanoseconds since the beginning, up to 17 ms too many. */
	static long age(long ticket, long now) {
		return (((now >>> UNIT) - ticket) & BEGUN) << UNIT;
	}

}
