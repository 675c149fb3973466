package io.hapool.pool;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A counter over the candidates. While some are missing the turn of the others shifts,
 * but none is left out.
 */
final class RoundRobinSelection<T> implements SelectionPolicy<T> {

	private final AtomicInteger next = new AtomicInteger();

	@Override
	public EndpointView<T> select(Candidates<T> candidates) {
		return candidates.get(Integer.remainderUnsigned(next.getAndIncrement(), candidates.size()));
	}

}
