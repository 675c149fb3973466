package io.hapool.annotation;

import java.util.Optional;

import io.hapool.context.CurrentLease;
import io.hapool.pool.Lease;

/**
 * The lease of the attempt that runs on the calling thread, for code on the call path
 * that has no {@link Leased} parameter: an interceptor of an HTTP client, say, that sets
 * its timeout to what remains.
 * <p>
 * Set while an annotated method, or a callback of {@link HaTemplate}, runs. With
 * Micrometer's context-propagation on the class path it goes along wherever registered
 * thread locals go. In reactive code ask {@code ReactiveLeaseContext}.
 */
public final class LeaseContext {

	private LeaseContext() {
	}

	/**
	 * Returns the current lease.
	 * @return the lease of the innermost attempt that runs on this thread, if one does
	 */
	public static Optional<Lease<?>> current() {
		return Optional.ofNullable(CurrentLease.ofThread().lease());
	}

}
