package io.hapool.pool;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.time.Rounds;
import io.hapool.time.ScheduledTask;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a lease while all endpoints have as many as they may: first come,
 * first served, but nobody waits for one who may not have what has become free. Whoever
 * ends a lease serves those who wait.
 */
final class LeaseQueue<T> {

	private final Queue<Waiter<T>> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final Rounds rounds = new Rounds();

	private final String pool;

	private final Time time;

	LeaseQueue(String pool, Time time) {
		this.pool = pool;
		this.time = time;
	}

	/**
	 * Somebody who wants a lease.
	 */
	interface Request<T> {

		/**
		 * Looks for a lease.
		 * @return the lease, or {@code null}
		 */
		@Nullable Lease<T> grant();

		/** Whether there would be one if no endpoint had too many. */
		boolean mayWait();

		/** Whether it takes any endpoint: if it gets none, no other does. */
		boolean takesAny();

		/** Where somebody else may end the wait. */
		@Nullable LeaseWait waiting();

	}

	boolean isEmpty() {
		return count.get() == 0;
	}

	int size() {
		return count.get();
	}

	/**
	 * Waits for a lease.
	 * @param longest how long
	 * @return the lease, to be ended by the caller; {@code null}: there is no endpoint
	 * any more that it may have
	 * @throws EndpointsBusyException if the queue is full, or the time is over
	 */
	@MustBeClosed
	@Nullable Lease<T> await(Request<T> request, LeaseLimits limits, Duration longest) {
		if (!enter(limits.queue())) {
			return passing(request, limits);
		}
		Waiter<T> waiter = new Waiter<>(request);
		ScheduledTask end = null;
		try {
			waiting.add(waiter);
			waiter.begin();
			end = endAfter(waiter, longest);
			serve();
			return waiter.answer()
				.lease(() -> new EndpointsBusyException(pool, limits,
						"and no lease came back within " + longest.toMillis() + " ms"));
		}
		catch (InterruptedException ex) {
			waiter.leave();
			Thread.currentThread().interrupt();
			throw new EndpointsBusyException(pool, limits, "and the thread was interrupted while it waited");
		}
		finally {
			if (end != null) {
				end.cancel();
			}
			waiter.end();
			waiting.remove(waiter);
			count.decrementAndGet();
		}
	}

	void refuseIfFull(LeaseLimits limits) {
		if (count.get() >= limits.queue() && isAnyTakenBefore()) {
			throw full(limits);
		}
	}

	/**
	 * Those of a full queue may all wait for endpoints that somebody else need not have.
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private Lease<T> passing(Request<T> request, LeaseLimits limits) {
		Lease<T> lease = isAnyTakenBefore() ? null : request.grant();
		if (lease == null) {
			throw full(limits);
		}
		return lease;
	}

	/** Whether somebody waits who would take whatever a newcomer could. */
	private boolean isAnyTakenBefore() {
		for (Waiter<T> waiter : waiting) {
			if (waiter.takesAny()) {
				return true;
			}
		}
		return false;
	}

	private EndpointsBusyException full(LeaseLimits limits) {
		return new EndpointsBusyException(pool, limits, (limits.queue() > 0)
				? "and limits.queue: " + limits.queue() + " wait already" : "and limits.queue is 0: none waits");
	}

	private boolean enter(int most) {
		int before;
		do {
			before = count.get();
			if (before >= most) {
				return false;
			}
		}
		while (!count.compareAndSet(before, before + 1));
		return true;
	}

	private ScheduledTask endAfter(Waiter<T> waiter, Duration longest) {
		try {
			return time.schedule(waiter::timeOut, longest);
		}
		catch (RejectedExecutionException ex) {
			// the time has been closed: nobody would end the wait
			waiter.timeOut();
			return () -> {
			};
		}
	}

	/** A lease may be had now. */
	void serve() {
		rounds.run(this::serveInOrder);
	}

	private void serveInOrder() {
		for (Waiter<T> waiter : waiting) {
			if (!waiter.isServed() && waiter.takesAny()) {
				return;
			}
		}
	}

	/**
	 * What a wait came to.
	 *
	 * @param lease what was granted, if anything
	 * @param failure what kept it from being granted
	 * @param over whether the time was over
	 */
	private record Answer<T>(@Nullable Lease<T> lease, @Nullable RuntimeException failure, boolean over) {

		@Nullable Lease<T> lease(Supplier<EndpointsBusyException> timeOut) {
			if (failure != null) {
				throw failure;
			}
			if (over) {
				throw timeOut.get();
			}
			return lease;
		}

	}

	/** One who waits; the first answer counts. */
	private static final class Waiter<T> {

		private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();

		private final Runnable noLonger = this::timeOut;

		private final Request<T> request;

		Waiter(Request<T> request) {
			this.request = request;
		}

		void begin() {
			LeaseWait wait = request.waiting();
			if (wait != null) {
				wait.begun(noLonger);
			}
		}

		void end() {
			LeaseWait wait = request.waiting();
			if (wait != null) {
				wait.ended(noLonger);
			}
		}

		Answer<T> answer() throws InterruptedException {
			try {
				return answer.get();
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw new IllegalStateException(ex);
			}
		}

		boolean takesAny() {
			return request.takesAny();
		}

		void timeOut() {
			answer.complete(new Answer<>(null, null, true));
		}

		/**
		 * @return whether it has its answer
		 */
		boolean isServed() {
			if (answer.isDone()) {
				return true;
			}
			try {
				Lease<T> lease = request.grant();
				return (lease != null) ? give(lease)
						: !request.mayWait() && answer.complete(new Answer<>(null, null, false));
			}
			catch (RuntimeException ex) {
				return answer.complete(new Answer<>(null, ex, false));
			}
			catch (Error ex) { // of a policy: it belongs to the waiter, not to whoever
								// serves it
				return answer.completeExceptionally(ex);
			}
		}

		private boolean give(Lease<T> lease) {
			if (!answer.complete(new Answer<>(lease, null, false))) {
				lease.end(Outcome.EXEMPT, null);
			}
			return true;
		}

		/** What has been granted in the last moment goes back. */
		void leave() {
			if (!answer.complete(new Answer<>(null, null, true)) && !answer.isCompletedExceptionally()) {
				Lease<T> granted = answer.join().lease();
				if (granted != null) {
					granted.end(Outcome.EXEMPT, null);
				}
			}
		}

	}

}
