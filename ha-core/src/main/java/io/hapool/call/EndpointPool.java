package io.hapool.call;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.event.EventPublisher;
import io.hapool.pool.Endpoint;
import io.hapool.pool.Lease;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * A named set of endpoints and the calls over it. Each call leases an endpoint, runs, and
 * reports the outcome; a failure moves it to another endpoint within its deadline; an
 * endpoint that fails is isolated, tried again later and let back in.
 *
 * <pre>
 * EndpointPool&lt;URI&gt; pool = EndpointPool.of(URI.create("http://10.0.0.1:8080"), URI.create("http://10.0.0.2:8080"));
 * Invoice invoice = pool.call((endpoint) -&gt; client.get(endpoint, "/invoices/7"));
 * </pre>
 *
 * When all endpoints fail, a call throws the last original exception, the others
 * suppressed in it; when none is available, {@code NoEndpointAvailableException}. An
 * {@link Error} ends a call at once.
 * <p>
 * Thread-safe.
 *
 * @param <T> the type of the targets
 */
public interface EndpointPool<T> extends EndpointAdministration<T>, AutoCloseable {

	/**
	 * Creates a pool with the defaults of {@link PoolDefinition#builder(String)}. Its
	 * background threads, if any are ever needed, are its own.
	 * @param <T> the type of the targets
	 * @param targets one or more values that have a text: URIs, strings, numbers; others
	 * need {@link Endpoint#of(String, Object)} and a definition
	 * @return the pool, to be closed by the caller
	 * @throws IllegalArgumentException if there are none, or two are the same
	 */
	@SafeVarargs
	@SuppressWarnings("varargs") // the array is read, and nobody keeps it
	static <T> EndpointPool<T> of(T... targets) {
		return of(List.of(targets));
	}

	/**
	 * Creates a pool with the defaults of {@link PoolDefinition#builder(String)}.
	 * @param <T> the type of the targets
	 * @param targets one or more values that have a text
	 * @return the pool, to be closed by the caller
	 * @throws IllegalArgumentException if there are none, or two are the same
	 */
	static <T> EndpointPool<T> of(Collection<? extends T> targets) {
		return create(PoolDefinition.<T>builder("pool").targets(targets).build());
	}

	/**
	 * Creates a pool with a time of its own.
	 * @param <T> the type of the targets
	 * @param definition what it is made of
	 * @return the pool, to be closed by the caller
	 * @throws IllegalArgumentException if two endpoints have the same id
	 */
	static <T> EndpointPool<T> create(PoolDefinition<T> definition) {
		return OwnTime.pool(definition);
	}

	/**
	 * Creates a pool.
	 * @param <T> the type of the targets
	 * @param definition what it is made of
	 * @param time the clock; stays the caller's to close
	 * @param events whom to tell of changes; stays the caller's to close
	 * @return the pool, to be closed by the caller
	 * @throws IllegalArgumentException if two endpoints have the same id
	 */
	static <T> EndpointPool<T> create(PoolDefinition<T> definition, Time time, EventPublisher events) {
		return new FailoverPool<>(definition, time, events);
	}

	/**
	 * Returns the name.
	 * @return the name
	 */
	String name();

	/**
	 * Returns whether repeating its calls does no harm, unless a call says otherwise.
	 * @return what the definition says
	 */
	boolean isIdempotent();

	/**
	 * Makes a call with the target of a leased endpoint, on the thread of the caller. An
	 * attempt in code that does not return holds the caller, whatever the timeouts say,
	 * unless something ends it: see {@link #callLeased(Attempt)} for code that can be
	 * aborted, {@link PoolDefinition.Builder#interrupt(boolean)} for code that heeds
	 * interrupts. For code that does neither, its own timeout is the only limit.
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param attempt what to do; repeated on another endpoint when it fails
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 */
	<R extends @Nullable Object, X extends Exception> R call(Attempt<? super T, ? extends R, ? extends X> attempt)
			throws X;

	/**
	 * Makes a call with options of its own.
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do; repeated on another endpoint when it fails
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 */
	<R extends @Nullable Object, X extends Exception> R call(CallOptions<T> options,
			Attempt<? super T, ? extends R, ? extends X> attempt) throws X;

	/**
	 * Makes a call that returns nothing.
	 * @param <X> what it throws
	 * @param attempt what to do; repeated on another endpoint when it fails
	 * @throws X what the last attempt threw
	 */
	default <X extends Exception> void run(Attempt.WithoutResult<? super T, ? extends X> attempt) throws X {
		this.<@Nullable Void, X>call((target) -> {
			attempt.run(target);
			return null;
		});
	}

	/**
	 * Makes a call that sees its leases: their remaining time, their aborts.
	 *
	 * <pre>
	 * String answer = pool.callLeased((lease) -&gt; {
	 *     try (Socket socket = connect(lease.target())) {
	 *         lease.onAbort(socket::close);
	 *         return ask(socket);
	 *     }
	 * });
	 * </pre>
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param attempt what to do; need not end the lease
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 */
	<R extends @Nullable Object, X extends Exception> R callLeased(Attempt<Lease<T>, R, X> attempt) throws X;

	/**
	 * Makes a call that sees its leases, with options of its own.
	 * @param <R> what it returns
	 * @param <X> what it throws
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do; need not end the lease
	 * @return what the attempt returned
	 * @throws X what the last attempt threw
	 */
	<R extends @Nullable Object, X extends Exception> R callLeased(CallOptions<T> options,
			Attempt<Lease<T>, R, X> attempt) throws X;

	/**
	 * Makes a call whose attempts complete later. The first attempt begins on the calling
	 * thread, each other on a background thread. No attempt keeps its caller waiting past
	 * its deadline: one that has not completed by then, or whose endpoint is found hung,
	 * is cancelled and counts as failed. Cancelling the result cancels the attempt in
	 * flight, books nothing unless that is far older than usual, and no other attempt
	 * follows.
	 * @param <R> what it returns
	 * @param attempt what to do; repeated on another endpoint when it fails
	 * @return what the attempt returned, or the exception of the last attempt: never
	 * thrown by this method
	 */
	<R extends @Nullable Object> CompletableFuture<R> callAsync(
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt);

	/**
	 * Makes a call whose attempts complete later, with options of its own.
	 * @param <R> what it returns
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do; repeated on another endpoint when it fails
	 * @return what the attempt returned, or the exception of the last attempt
	 */
	<R extends @Nullable Object> CompletableFuture<R> callAsync(CallOptions<T> options,
			Attempt<? super T, ? extends CompletionStage<R>, ?> attempt);

	/**
	 * Makes a call whose attempts complete later and see their leases.
	 * @param <R> what it returns
	 * @param attempt what to do; need not end the lease
	 * @return what the attempt returned, or the exception of the last attempt
	 */
	<R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt);

	/**
	 * Makes a call whose attempts complete later and see their leases, with options of
	 * its own.
	 * @param <R> what it returns
	 * @param options what it does otherwise than the pool
	 * @param attempt what to do; need not end the lease
	 * @return what the attempt returned, or the exception of the last attempt
	 */
	<R extends @Nullable Object> CompletableFuture<R> callLeasedAsync(CallOptions<T> options,
			Attempt<Lease<T>, ? extends CompletionStage<R>, ?> attempt);

	/**
	 * Leases an endpoint for one attempt that the caller makes and reports.
	 * @return the lease, to be ended by the caller
	 * @throws io.hapool.pool.NoEndpointAvailableException if there is none
	 */
	@MustBeClosed
	Lease<T> lease();

	/**
	 * Leases an endpoint with options of its own; the number of attempts has no meaning
	 * here.
	 * @param options what is otherwise than in the pool
	 * @return the lease, to be ended by the caller
	 * @throws io.hapool.pool.NoEndpointAvailableException if there is none
	 */
	@MustBeClosed
	Lease<T> lease(CallOptions<T> options);

	/**
	 * Leases an endpoint if there is one: being refused costs next to nothing.
	 * @return the lease, to be ended by the caller, or {@code null}
	 */
	@MustBeClosed
	@Nullable Lease<T> leaseIfAny();

	/**
	 * Leases one endpoint, for what must stay there, such as the next command of a
	 * transaction.
	 * @param idOrAlias which one
	 * @return the lease, to be ended by the caller, or {@code null}: the endpoint is not
	 * selectable
	 * @throws IllegalArgumentException if there is none
	 */
	@MustBeClosed
	@Nullable Lease<T> leaseOn(String idOrAlias);

	/**
	 * Returns the endpoint that would be leased now, without leasing it.
	 * @return the endpoint, if one is selectable
	 */
	Optional<Endpoint<T>> select();

	/**
	 * Returns what the pool is made of.
	 * @return the latest definition
	 */
	PoolDefinition<T> definition();

	/**
	 * Makes the pool as a definition says, while it runs. Endpoints whose id and target
	 * stay the same keep their state and their numbers, and so do those that were added
	 * by hand; the others leave, which their open leases survive. Calls that have begun
	 * go on by the rules with which they began.
	 *
	 * <pre>
	 * pool.update(pool.definition().toBuilder().timeout(Duration.ofSeconds(5)).build());
	 * </pre>
	 * @param definition what the pool is to be; of its name
	 * @throws IllegalArgumentException if the definition is of another name, or two
	 * endpoints have the same id; nothing has changed then
	 * @throws IllegalStateException if the pool is closed
	 */
	void update(PoolDefinition<T> definition);

	/**
	 * Returns what has become of the calls so far.
	 * @return the counts
	 */
	CallCounts calls();

	/**
	 * Returns how long the calls have taken so far.
	 * @return the times
	 */
	CallTimes callTimes();

	/**
	 * Returns how many leases have not ended.
	 * @return the count
	 */
	int openLeases();

	/**
	 * Returns how many callers wait for a lease, as all endpoints have as many as they
	 * may.
	 * @return the count
	 */
	int waiting();

	/**
	 * Grants no more leases and waits for the open ones.
	 * @param timeout how long at most
	 * @return whether all have ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean drain(Duration timeout) throws InterruptedException;

	/**
	 * Grants leases again after {@link #drain(Duration)}.
	 * @throws IllegalStateException if the pool is closed
	 */
	void resume();

	/**
	 * Grants no more leases. Open ones stay valid, but nothing aborts them. Asynchronous
	 * calls that have not ended fail.
	 */
	@Override
	void close();

}
