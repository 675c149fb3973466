package io.hapool.pool;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A counter over the candidates, one per stripe of threads, so that threads do not wait
 * for each other; a count lost in a race does no harm. While some candidates are missing
 * the turn of the others shifts, but none is left out.
 */
final class RoundRobinSelection<T> implements SharingPolicy<T> {

	/** Two cache lines apart, so that neighbours do not meet. */
	private static final int STRIDE = 32;

	private final AtomicIntegerArray next = new AtomicIntegerArray((Cells.STRIPES + 1) * STRIDE);

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		int at = (Cells.stripe() + 1) * STRIDE;
		int turn = next.getPlain(at);
		if (turn >= candidates.size()) {
			turn = 0;
		}
		next.setPlain(at, turn + 1);
		return candidates.get(turn);
	}

}
