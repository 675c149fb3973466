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
		int turn = turn(at, candidates);
		next.setPlain(at, turn + 1);
		return candidates.get(turn);
	}

	/** The turn of the current thread. */
	@Override
	public EndpointView<T> preview(Candidates<T> candidates) {
		return candidates.get(turn((Cells.stripe() + 1) * STRIDE, candidates));
	}

	private int turn(int at, Candidates<T> candidates) {
		int turn = next.getPlain(at);
		return (turn < candidates.size()) ? turn : 0;
	}

}
