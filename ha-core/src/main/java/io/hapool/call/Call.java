package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import com.google.errorprone.annotations.MustBeClosed;
import io.hapool.pool.Endpoint;
import io.hapool.pool.Lease;
import io.hapool.pool.Leases;
import io.hapool.pool.Outcome;
import io.hapool.time.Deadline;
import io.hapool.time.Time;
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
 * Used by one thread at a time.
 */
final class Call<T> {

	/** What {@link #pause()} says when the call is over. */
	static final long OVER = -1;

	private static final int MAX_DOUBLINGS = 30;

	private final List<Endpoint<T>> tried = new ArrayList<>(4);

	private final List<Throwable> failures = new ArrayList<>(0);

	private final Leases<T> leases;

	private final CallRules<T> rules;

	private final RetryBudget budget;

	private final CallCounters counters;

	private final Deadline deadline;

	private int attempts;

	private int passes = 1;

	Call(Leases<T> leases, CallRules<T> rules, RetryBudget budget, CallCounters counters, Time time) {
		this.leases = leases;
		this.rules = rules;
		this.budget = budget;
		this.counters = counters;
		this.deadline = Deadline.after(time, rules.timeout());
	}

	/**
	 * Begins the call.
	 * @return the lease of the first attempt
	 * @throws io.hapool.pool.NoEndpointAvailableException if there is none; the call is
	 * then finished
	 */
	@MustBeClosed
	Lease<T> first() {
		counters.started.increment();
		budget.callStarted();
		boolean leased = false;
		try {
			Lease<T> lease = leases.lease(rules.policies(), tried, attemptDeadline());
			leased = true;
			return begun(lease);
		}
		finally {
			if (!leased) {
				counters.failed.increment();
			}
		}
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
		return lease.fail(failure);
	}

	/**
	 * Returns the lease of the next attempt.
	 * @param outcome how the attempt before it ended
	 * @return the lease, or {@code null}: {@link #pause()} says whether to ask again
	 */
	@MustBeClosed
	@Nullable Lease<T> next(Outcome outcome) {
		if (!outcome.movesOn(rules.idempotent()) || !mayGoOn()) {
			passes = 0;
			return null;
		}
		return take();
	}

	/**
	 * Returns how long to wait before {@link #again()}, after {@link #next} gave nothing.
	 * @return nanoseconds, or {@link #OVER}
	 */
	long pause() {
		if (passes == 0) {
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
	@Nullable Lease<T> again() {
		Lease<T> lease = take();
		if (lease == null) {
			giveBack();
		}
		return lease;
	}

	/**
	 * Counts the call.
	 * @param outcome of its last attempt, or {@code null} if that had none
	 */
	void finished(@Nullable Outcome outcome) {
		((outcome == Outcome.SUCCESS) ? counters.succeeded : counters.failed).increment();
	}

	/** What the attempts threw, in their order. */
	List<Throwable> failures() {
		return failures;
	}

	private boolean mayGoOn() {
		int limit = rules.retry().maxAttempts();
		boolean attemptLeft = limit == 0 || attempts < limit;
		return attemptLeft && !deadline.isOver() && (attempts == 1 || budget.tryRetry());
	}

	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private @Nullable Lease<T> take() {
		Lease<T> lease = leases.leaseIfAny(rules.policies(), tried, attemptDeadline());
		if (lease == null) {
			return null;
		}
		if (attempts == 1) {
			counters.failovers.increment();
		}
		return begun(lease);
	}

	private Lease<T> begun(Lease<T> lease) {
		attempts++;
		counters.attempts.increment();
		tried.add(lease.endpoint());
		return lease;
	}

	private void giveBack() {
		if (attempts > 1) {
			budget.giveBack();
		}
	}

	private Deadline attemptDeadline() {
		return deadline.orAfter(rules.attemptTimeout());
	}

	/** Full jitter: any time up to a limit that doubles with each pass. */
	private long backOff() {
		double doubled = (double) rules.retry().backoff().toNanos() * (1L << Math.min(passes - 1, MAX_DOUBLINGS));
		long longest = (long) Math.min(rules.retry().maxBackoff().toNanos(), doubled);
		passes++;
		return ThreadLocalRandom.current().nextLong(longest + 1);
	}

}
