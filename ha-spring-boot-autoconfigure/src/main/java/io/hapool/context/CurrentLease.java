package io.hapool.context;

import io.hapool.call.Attempt;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The lease of the attempt that runs on a thread. One mutable holder a thread, so that an
 * attempt costs one look and no garbage.
 */
public final class CurrentLease {

	/**
	 * Where it stands in a Reactor context, and among the thread locals that Micrometer's
	 * context-propagation carries.
	 */
	public static final String KEY = "io.hapool.lease";

	private static final ThreadLocal<CurrentLease> HOLDER = ThreadLocal.withInitial(CurrentLease::new);

	private @Nullable EndpointPool<?> pool;

	private @Nullable Lease<?> lease;

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
		this.pool = pool;
		this.lease = lease;
		try {
			return attempt.run(lease);
		}
		finally {
			this.pool = outerPool;
			this.lease = outerLease;
		}
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
