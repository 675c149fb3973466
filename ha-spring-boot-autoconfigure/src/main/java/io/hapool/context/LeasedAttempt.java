package io.hapool.context;

import io.hapool.call.Attempt;
import io.hapool.call.EndpointPool;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of a call do, on the thread that made it, with their lease in view.
 * To be extended, since one that wraps another would be one more layer between the call
 * and the method: compilers inline only so deep.
 *
 * @param <T> the type of the targets
 * @param <R> what it returns
 * @param <X> what it throws
 */
public abstract class LeasedAttempt<T, R extends @Nullable Object, X extends Exception>
		implements Attempt<Lease<T>, R, X> {

	private final EndpointPool<T> pool;

	private final CurrentLease current;

	/**
	 * Creates the attempts of one call.
	 * @param pool where it goes
	 * @param current the holder of the calling thread
	 */
	protected LeasedAttempt(EndpointPool<T> pool, CurrentLease current) {
		this.pool = pool;
		this.current = current;
	}

	@Override
	public final R run(Lease<T> lease) throws X {
		EndpointPool<?> outerPool = current.pool;
		Lease<?> outerLease = current.lease;
		current.enter(pool, lease);
		try {
			return proceed(lease);
		}
		finally {
			current.leave(outerPool, outerLease);
		}
	}

	/**
	 * Does the work.
	 * @param lease the lease
	 * @return the result
	 * @throws X if it fails
	 */
	protected abstract R proceed(Lease<T> lease) throws X;

}
