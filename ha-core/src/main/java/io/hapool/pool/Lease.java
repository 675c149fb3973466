package io.hapool.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The right to use one endpoint for one attempt. It ends in exactly one outcome, which is
 * booked on the leased endpoint, whichever is selected by then; ending it again has no
 * effect.
 *
 * <pre>
 * try (Lease&lt;URI&gt; lease = pool.lease()) {
 *     String answer = client.get(lease.target());
 *     lease.succeed();
 *     return answer;
 * }
 * </pre>
 *
 * A lease that is closed without an outcome is {@link Outcome#CANCELLED}: nothing is
 * booked, and a warning is logged once per pool. Call {@link #fail(Throwable)} in the
 * {@code catch} block, or let {@code EndpointPool.call} do all that.
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of the target
 */
public interface Lease<T> extends AutoCloseable {

	/**
	 * Returns the leased endpoint.
	 * @return identity and target
	 */
	Endpoint<T> endpoint();

	/**
	 * Returns what to use.
	 * @return the target of the endpoint
	 */
	default T target() {
		return endpoint().target();
	}

	/**
	 * Returns the short name of the endpoint in its pool, as paths and metric tags have
	 * it.
	 * @return the alias
	 */
	String alias();

	/**
	 * Returns the generation of the endpoint when it was leased. An outcome that comes
	 * after the endpoint has been isolated or restored belongs to an older generation: it
	 * is counted, and moves no state.
	 * @return the generation
	 */
	int generation();

	/**
	 * Returns how much time this attempt has left.
	 * @return zero or more; some 292 years if there is no limit
	 */
	Duration remaining();

	/**
	 * Returns whether the lease has ended.
	 * @return whether it has an outcome, or was closed without
	 */
	boolean isEnded();

	/**
	 * Returns how the lease has ended.
	 * @return the outcome, or {@code null} while it is open
	 */
	@Nullable Outcome outcome();

	/**
	 * Registers what ends the attempt from outside: closes the socket, cancels the
	 * command.
	 *
	 * <pre>
	 * lease.onAbort(socket::close);
	 * lease.onAbort(statement::cancel);
	 * lease.onAbort(() -&gt; future.cancel(true));
	 * </pre>
	 *
	 * Runs at most once, on a background thread, when the deadline passes, or the
	 * endpoint is found hung, while the lease is open; at once if the deadline has passed
	 * already. What the attempt then throws counts as a failure of the endpoint, and the
	 * call moves on if it may.
	 * <p>
	 * A blocking attempt ends no sooner than its code does: one that registers nothing,
	 * and ignores interrupts or is not sent any, runs as long as its endpoint hangs,
	 * whatever the timeouts say. An action must end what has not begun yet, too:
	 * {@code statement.cancel()} does nothing for a query that has not been sent, so an
	 * attempt that may come late looks at {@link #remaining()} first.
	 * @param action what to run; what it throws is logged
	 * @return the way to take it back
	 */
	Registration onAbort(AbortAction action);

	/**
	 * Ends the lease with {@link Outcome#SUCCESS}.
	 */
	default void succeed() {
		end(Outcome.SUCCESS, null);
	}

	/**
	 * Ends the lease with what the pool's classifier makes of a failure.
	 * @param failure what the attempt threw
	 * @return the outcome that was booked, by this call or before it
	 */
	Outcome fail(Throwable failure);

	/**
	 * Ends the lease.
	 * @param outcome how it ended
	 * @param failure what the attempt threw, if it did
	 */
	void end(Outcome outcome, @Nullable Throwable failure);

	/**
	 * Ends the lease with {@link Outcome#CANCELLED} unless it has ended.
	 */
	@Override
	void close();

	/**
	 * Ends an attempt from outside.
	 */
	@FunctionalInterface
	interface AbortAction {

		/**
		 * Ends what the attempt waits for.
		 * @throws Exception if that is not possible
		 */
		void run() throws Exception;

	}

	/**
	 * An action that waits for an abort.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Takes the action back, if it has not run.
		 */
		@Override
		void close();

	}

}
