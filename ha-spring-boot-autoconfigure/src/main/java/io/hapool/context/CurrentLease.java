package io.hapool.context;

import io.hapool.call.Attempt;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The lease of the attempt that runs on a thread. One mutable holder a thread, so that an
 * attempt costs one look and no garbage.
 */
public final class CurrentLease extends CurrentLeasePadding {

	/**
	 * Where it stands in a Reactor context, and among the thread locals that Micrometer's
	 * context-propagation carries.
	 */
	public static final String KEY = "io.hapool.lease";

	private static final ThreadLocal<CurrentLease> HOLDER = ThreadLocal.withInitial(CurrentLease::new);

	/** Of the lease; means nothing without one. */
	@Nullable EndpointPool<?> pool;

	@Nullable Lease<?> lease;

	private CurrentLease() {
	}

	/**
	 * Returns the holder of the calling thread, to be used by it alone.
	 * @return the holder
	 */
	public static CurrentLease ofThread() {
		return HOLDER.get();
	}

	/**
	 * Returns the lease.
	 * @return the lease of the attempt that runs, if one does
	 */
	public @Nullable Lease<?> lease() {
		return lease;
	}

	/**
	 * Returns the lease of the attempt that runs if it is one of a pool and has not
	 * ended.
	 * @param <T> the type of the targets
	 * @param pool the pool
	 * @return the lease, or {@code null}
	 */
	public <T> @Nullable Lease<T> openLeaseOf(EndpointPool<T> pool) {
		return (this.pool == pool && lease != null && !lease.isEnded()) ? ofSamePool(lease) : null;
	}

	/**
	 * Runs an attempt with its lease as the current one.
	 * @param <T> the type of the targets
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param pool the pool of the lease
	 * @param lease the lease
	 * @param attempt what to run
	 * @return what the attempt returned
	 * @throws X what the attempt threw
	 */
	public <T, R extends @Nullable Object, X extends Exception> R run(EndpointPool<T> pool, Lease<T> lease,
			Attempt<Lease<T>, R, X> attempt) throws X {
		EndpointPool<?> outerPool = this.pool;
		Lease<?> outerLease = this.lease;
		enter(pool, lease);
		try {
			return attempt.run(lease);
		}
		finally {
			leave(outerPool, outerLease);
		}
	}

	/**
	 * Writes the pool only if it is another: this object is old, and collectors let each
	 * reference that is written to an old object pay a fence.
	 */
	void enter(EndpointPool<?> pool, Lease<?> lease) {
		if (this.pool != pool) {
			this.pool = pool;
		}
		this.lease = lease;
	}

	/**
	 * Leaves the pool where it is if there is no lease: the next one is likely its, too.
	 */
	void leave(@Nullable EndpointPool<?> outerPool, @Nullable Lease<?> outerLease) {
		if (outerLease != null && pool != outerPool) {
			pool = outerPool;
		}
		lease = outerLease;
	}

	/** What stands here now, for another thread. */
	@Nullable Frame frame() {
		return (pool != null && lease != null) ? new Frame(pool, lease) : null;
	}

	/** Replaces what stands here. */
	void set(@Nullable Frame frame) {
		pool = (frame != null) ? frame.pool() : null;
		lease = (frame != null) ? frame.lease() : null;
	}

	@SuppressWarnings("unchecked") // the leases of a pool have the type of its targets
	private static <T> Lease<T> ofSamePool(Lease<?> lease) {
		return (Lease<T>) lease;
	}

	/**
	 * A lease and its pool, as they are carried about.
	 *
	 * @param pool the pool
	 * @param lease the lease
	 */
	public record Frame(EndpointPool<?> pool, Lease<?> lease) {

		/**
		 * Returns the lease if it is one of a pool and has not ended.
		 * @param <T> the type of the targets
		 * @param pool the pool
		 * @return the lease, or {@code null}
		 */
		public <T> @Nullable Lease<T> openLeaseOf(EndpointPool<T> pool) {
			return (this.pool == pool && !lease.isEnded()) ? ofSamePool(lease) : null;
		}

	}

}
