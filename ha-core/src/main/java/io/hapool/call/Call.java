package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.pool.EndpointsBusyException;
import io.hapool.pool.Lease;
import io.hapool.pool.LeaseWait;
import io.hapool.pool.Leases;
import io.hapool.pool.Outcome;
import io.hapool.pool.Tried;
import io.hapool.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * One call, step by step: which endpoint comes next, and whether any does. It goes on
 * until an attempt succeeds, must not be repeated, or nothing is left: no endpoint, no
 * attempt, no budget or no time. Who drives it makes the attempts and does the waiting:
 *
 * <pre>
 * lease = first() -> returned(lease) or threw(lease, failure) -> next() -> ... -> finished(outcome)
 *                                                               null: pause(), wait, again()
 * </pre>
 *
 * Used by one thread at a time, but that any may end its wait.
 */
final class Call<T> {

	/** What {@link #pause()} says when the call is over. */
	static final long OVER = -1;

	private static final int MAX_DOUBLINGS = 30;

	private final Tried tried = new Tried();

	private final List<Throwable> failures = new ArrayList<>(0);

	private final LeaseWait wait = new LeaseWait();

	private final Leases<T> leases;

	private final CallRules<T> rules;

	private final RetryBudget budget;

	private final CallCounters counters;

	private final CallTime time;

	private final Deadline deadline;

	private @Nullable Lease<T> latest;

	private int attempts;

	/** Nanoseconds until the latest attempt began. */
	private long before;

	private int passes = 1;

	private boolean over;

	Call(Leases<T> leases, CallRules<T> rules, RetryBudget budget, CallCounters counters, CallTime time) {
		this.leases = leases;
		this.rules = rules;
		this.budget = budget;
		this.counters = counters;
		this.time = time;
		this.deadline = time.deadline();
	}

	/**
	 * Begins the call.
	 * @return the lease of the first attempt
	 * @throws io.hapool.pool.NoEndpointAvailableException if there is none; the call is
	 * then finished
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	Lease<T> first() {
		Lease<T> lease = null;
		try {
			lease = leases.leaseOrWait(rules.policies(), tried, deadline, this::attemptDeadline, wait);
			if (lease == null) {
				throw leases.noneLeft();
			}
			before = time.elapsed();
			return begun(lease);
		}
		finally {
			if (lease == null) {
				counters.withoutAttempt.increment();
				counters.failed.increment();
				counters.timeOfFailures.add(time.elapsed());
			}
		}
	}

	/**
	 * Begins the call if that takes no waiting for a lease.
	 * @return the lease of the first attempt; {@code null}: {@link #first()} would wait
	 * @throws io.hapool.pool.NoEndpointAvailableException if there is none; the call is
	 * then finished
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	@Nullable Lease<T> firstAtOnce() {
		if (!leases.hasQueue()) {
			return first();
		}
		Lease<T> lease = leases.leaseIfAny(rules.policies(), tried, attemptDeadline());
		return (lease != null) ? begun(lease) : null;
	}

	/**
	 * Ends a call that has not begun if it could not even wait for a lease.
	 * @throws io.hapool.pool.EndpointsBusyException if the queue is full
	 */
	void refuseIfQueueIsFull() {
		try {
			leases.refuseIfQueueIsFull();
		}
		catch (EndpointsBusyException ex) {
			counters.withoutAttempt.increment();
			counters.failed.increment();
			throw ex;
		}
	}

	/**
	 * Ends a wait for a lease, now or to come: nobody wants the call any more. Any thread
	 * may call it.
	 */
	void endWait() {
		wait.end();
	}

	/**
	 * Goes on from a first attempt that has begun without this.
	 * @param lease of that attempt
	 */
	void goOnFrom(Lease<T> lease) {
		begun(lease);
	}

	/**
	 * Ends the lease of an attempt that returned.
	 * @param lease the lease
	 * @param result what the attempt returned
	 * @return what it means
	 */
	Outcome returned(Lease<T> lease, @Nullable Object result) {
		Outcome outcome = rules.policies().classifier().classifyResult(result);
		Outcome booked = (outcome != null) ? outcome : Outcome.SUCCESS;
		counters.between.increment();
		lease.end(booked, null);
		return booked;
	}

	/**
	 * Ends the lease of an attempt that threw.
	 * @param lease the lease
	 * @param failure what the attempt threw
	 * @return what it means
	 */
	Outcome threw(Lease<T> lease, Exception failure) {
		failures.add(failure);
		counters.between.increment();
		return lease.fail(failure);
	}

	/**
	 * Ends the lease of an attempt that cannot be judged, and with it the call.
	 * @param lease the lease
	 * @param error what the attempt threw
	 */
	void broke(Lease<T> lease, Throwable error) {
		counters.between.increment();
		lease.end(Outcome.EXEMPT, error);
		finished(Outcome.EXEMPT);
	}

	/**
	 * Ends the lease of an attempt that the caller has cancelled, and with it the call.
	 * @param lease the lease
	 */
	void cancelled(Lease<T> lease) {
		counters.between.increment();
		lease.end(Outcome.CANCELLED, null);
		finished(Outcome.CANCELLED);
	}

	/** Whether an attempt that ended so may be followed by another. */
	boolean movesOn(Outcome outcome) {
		return outcome.movesOn(rules.idempotent());
	}

	/**
	 * Returns the lease of the next attempt.
	 * @param outcome how the attempt before it ended
	 * @return the lease, or {@code null}: {@link #pause()} says whether to ask again
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	@Nullable Lease<T> next(Outcome outcome) {
		if (!movesOn(outcome) || !mayGoOn()) {
			over = true;
			return null;
		}
		lookAgain(outcome, attempts == 1);
		Lease<T> lease = take();
		if (lease == null && lookAgain(outcome, attempts == 2)) {
			lease = take(); // nobody else is left, and this one lives
		}
		return lease;
	}

	/**
	 * Whether the endpoint that failed lives after all: then nothing speaks against
	 * trying it once more, and where one endpoint is to be used by all, much speaks for
	 * it.
	 */
	private boolean lookAgain(Outcome outcome, boolean due) {
		Lease<T> failed = latest;
		boolean lives = due && failed != null && outcome != Outcome.NOT_EXECUTED
				&& leases.endpoints().isAlive(failed, deadline);
		if (lives) {
			tried.clear();
		}
		return lives;
	}

	/**
	 * Returns how long to wait before {@link #again()}, after {@link #next} gave nothing.
	 * @return nanoseconds, or {@link #OVER}
	 */
	long pause() {
		if (over) {
			return OVER;
		}
		if (rules.retry().maxAttempts() > 0) {
			long wait = backOff();
			if (Duration.ofNanos(wait).compareTo(deadline.remaining()) < 0) {
				tried.clear();
				return wait;
			}
		}
		giveBack();
		return OVER;
	}

	/**
	 * Returns the lease of the first attempt of another pass.
	 * @return the lease, or {@code null}: the call is over
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	@Nullable Lease<T> again() {
		Lease<T> lease = isTimeLeft() ? take() : null;
		if (lease == null) {
			giveBack();
		}
		return lease;
	}

	/**
	 * Counts the call.
	 * @param outcome of its last attempt
	 */
	void finished(Outcome outcome) {
		if (outcome != Outcome.SUCCESS) {
			counters.failed.increment();
			counters.timeOfFailures.add(time.elapsed());
		}
		else if (before > 0) {
			counters.timeBeforeSuccess.add(before);
		}
		counters.between.decrement();
	}

	/** What the attempts threw, in their order. */
	List<Throwable> failures() {
		return failures;
	}

	private boolean mayGoOn() {
		int limit = rules.retry().maxAttempts();
		boolean attemptLeft = limit == 0 || attempts < limit;
		return attemptLeft && isTimeLeft() && (attempts == 1 || budget.tryRetry());
	}

	/** An attempt that has less time left than half of them take is not worth it. */
	private boolean isTimeLeft() {
		return !deadline.isBounded() || deadline.remaining().toNanos() > leases.medianLatency();
	}

	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private @Nullable Lease<T> take() {
		Lease<T> lease = leaseOrWait();
		if (lease == null) {
			return null;
		}
		if (attempts == 1) {
			counters.failovers.increment();
		}
		counters.retries.increment();
		counters.between.decrement();
		before = time.elapsed();
		return begun(lease);
	}

	/**
	 * What keeps the call from another attempt, a pool that closes, a policy that throws,
	 * no lease that came back in time, must not hide why it failed: it is one more
	 * failure, suppressed in the last.
	 */
	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private @Nullable Lease<T> leaseOrWait() {
		try {
			return leases.leaseOrWait(rules.policies(), tried, deadline, this::attemptDeadline, wait);
		}
		catch (RuntimeException ex) {
			failures.add(ex);
			over = true;
			return null;
		}
	}

	private Lease<T> begun(Lease<T> lease) {
		attempts++;
		latest = lease;
		tried.add(lease);
		return lease;
	}

	private void giveBack() {
		if (attempts > 1) {
			budget.giveBack();
		}
	}

	private long attemptDeadline() {
		return deadline.orAfter(rules.attemptTimeout()).nanos();
	}

	/** Full jitter: any time up to a limit that doubles with each pass. */
	private long backOff() {
		double doubled = (double) rules.retry().backoff().toNanos() * (1L << Math.min(passes - 1, MAX_DOUBLINGS));
		long longest = (long) Math.min(rules.retry().maxBackoff().toNanos(), doubled);
		passes++;
		return ThreadLocalRandom.current().nextLong(longest + 1);
	}

}
