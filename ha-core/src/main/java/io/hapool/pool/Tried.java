package io.hapool.pool;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The endpoints that a call has tried: a bit mask, and a set for what does not fit into
 * it. Used by one thread at a time.
 */
public final class Tried {

	private static final int MASKED = 64;

	private long mask;

	private @Nullable Set<Endpoint<?>> others;

	private int count;

	private boolean cleared;

	/**
	 * Remembers an endpoint.
	 * @param lease a lease on it
	 */
	public void add(Lease<?> lease) {
		if (lease instanceof PoolLease<?> own) {
			add(own.pooled());
		}
	}

	void add(PooledEndpoint<?> endpoint) {
		count++;
		if (endpoint.ordinal < MASKED) {
			mask |= 1L << endpoint.ordinal;
			return;
		}
		if (others == null) {
			others = new HashSet<>();
		}
		others.add(endpoint.endpoint());
	}

	/**
	 * Forgets all, for another pass.
	 */
	public void clear() {
		mask = 0;
		others = null;
		count = 0;
		cleared = true;
	}

	/** Whether the call has not made an attempt at all. */
	boolean isFresh() {
		return count == 0 && !cleared;
	}

	boolean isEmpty() {
		return count == 0;
	}

	boolean contains(PooledEndpoint<?> endpoint) {
		if (endpoint.ordinal < MASKED) {
			return (mask & (1L << endpoint.ordinal)) != 0;
		}
		return others != null && others.contains(endpoint.endpoint());
	}

}
