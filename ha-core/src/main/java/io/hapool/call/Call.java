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
 * One call: tries its attempt on one endpoint after the other until it succeeds, must not
 * be repeated, or nothing is left: no endpoint, no attempt, no budget or no time. Used by
 * one thread.
 */
final class Call<T> {

	private static final int MAX_DOUBLINGS = 30;

	private final List<Endpoint<T>> tried = new ArrayList<>(4);

	private final List<Throwable> failures = new ArrayList<>(0);

	private final Leases<T> leases;

	private final CallRules<T> rules;

	private final RetryBudget budget;

	private final CallCounters counters;

	private final Time time;

	private final Deadline deadline;

	private int attempts;

	private int passes = 1;

	Call(Leases<T> leases, CallRules<T> rules, RetryBudget budget, CallCounters counters, Time time) {
		this.leases = leases;
		this.rules = rules;
		this.budget = budget;
		this.counters = counters;
		this.time = time;
		this.deadline = Deadline.after(time, rules.timeout());
	}

	<R extends @Nullable Object, X extends Exception> R run(Attempt<Lease<T>, R, X> body) throws X {
		counters.started.increment();
		budget.callStarted();
		boolean succeeded = false;
		try {
			Ending<R> ending = firstAttempt(body);
			while (ending.outcome().movesOn(rules.idempotent())) {
				Ending<R> next = nextAttempt(body);
				if (next == null) {
					break;
				}
				ending = next;
			}
			succeeded = ending.outcome() == Outcome.SUCCESS;
			return ending.<X>deliver(failures);
		}
		finally {
			(succeeded ? counters.succeeded : counters.failed).increment();
		}
	}

	private <R extends @Nullable Object> Ending<R> firstAttempt(Attempt<Lease<T>, R, ?> body) {
		try (Lease<T> lease = leases.lease(rules.policies(), tried, attemptDeadline())) {
			return attempt(body, lease);
		}
	}

	private <R extends @Nullable Object> @Nullable Ending<R> nextAttempt(Attempt<Lease<T>, R, ?> body) {
		if (!mayGoOn()) {
			return null;
		}
		try (Lease<T> lease = nextLease()) {
			if (lease == null) {
				if (attempts > 1) {
					budget.giveBack();
				}
				return null;
			}
			if (attempts == 1) {
				counters.failovers.increment();
			}
			return attempt(body, lease);
		}
	}

	private boolean mayGoOn() {
		int limit = rules.retry().maxAttempts();
		boolean attemptLeft = limit == 0 || attempts < limit;
		return attemptLeft && !deadline.isOver() && (attempts == 1 || budget.tryRetry());
	}

	@MustBeClosed
	@SuppressWarnings("MustBeClosedChecker") // its caller closes it
	private @Nullable Lease<T> nextLease() {
		Lease<T> lease = leases.leaseIfAny(rules.policies(), tried, attemptDeadline());
		if (lease != null || rules.retry().maxAttempts() == 0) {
			return lease;
		}
		tried.clear();
		return backOff() ? leases.leaseIfAny(rules.policies(), tried, attemptDeadline()) : null;
	}

	private Deadline attemptDeadline() {
		return deadline.orAfter(rules.attemptTimeout());
	}

	/** Waits before another pass; tells whether there is still time for it. */
	private boolean backOff() {
		double doubled = (double) rules.retry().backoff().toNanos() * (1L << Math.min(passes - 1, MAX_DOUBLINGS));
		long longest = (long) Math.min(rules.retry().maxBackoff().toNanos(), doubled);
		passes++;
		Duration wait = Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest + 1));
		if (wait.compareTo(deadline.remaining()) >= 0) {
			return false;
		}
		try {
			time.sleep(wait);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private <R extends @Nullable Object> Ending<R> attempt(Attempt<Lease<T>, R, ?> body, Lease<T> lease) {
		attempts++;
		counters.attempts.increment();
		tried.add(lease.endpoint());
		try {
			R result = body.run(lease);
			Outcome outcome = rules.policies().classifier().classifyResult(result);
			Outcome booked = (outcome != null) ? outcome : Outcome.SUCCESS;
			lease.end(booked, null);
			return new Ending.Returned<>(result, booked);
		}
		catch (Exception ex) {
			Outcome outcome = lease.fail(ex);
			failures.add(ex);
			restoreInterrupt(ex);
			return new Ending.Threw<>(ex, outcome);
		}
		catch (Throwable ex) {
			lease.end(Outcome.EXEMPT, ex);
			throw ex;
		}
	}

	private static void restoreInterrupt(Throwable failure) {
		Throwable link = failure;
		for (int depth = 0; link != null && depth < 16; depth++) {
			if (link instanceof InterruptedException) {
				Thread.currentThread().interrupt();
				return;
			}
			link = link.getCause();
		}
	}

}
