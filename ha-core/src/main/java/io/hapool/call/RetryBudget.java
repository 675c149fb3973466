package io.hapool.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.hapool.time.Time;

/**
 * Keeps retries from becoming a storm: a bucket of tokens, one per retry, that each call
 * fills by a share and each second by a number (after Finagle's {@code RetryBudget}). It
 * holds at most ten seconds' worth and begins with one. Calls are counted elsewhere: the
 * bucket looks when a retry wants a token.
 */
final class RetryBudget {

	/** Tokens are counted in thousandths. */
	private static final long TOKEN = 1000;

	private static final int SECONDS_HELD = 10;

	/** How long the bucket rests between two looks at the counts. */
	private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final AtomicLong tokens;

	private final AtomicLong filledAt;

	private volatile long perCall;

	private volatile long perSecond;

	private final Time time;

	private final LongSupplier calls;

	private final AtomicLong callsSeen = new AtomicLong();

	/**
	 * @param calls how many calls have begun so far
	 */
	RetryBudget(RetryRules rules, Time time, LongSupplier calls) {
		use(rules);
		this.time = time;
		this.calls = calls;
		this.tokens = new AtomicLong(perSecond);
		this.filledAt = new AtomicLong(time.nanos());
	}

	/** From now on the bucket is filled so. */
	void use(RetryRules rules) {
		perCall = Math.round(rules.budget().value() * TOKEN);
		perSecond = rules.minRetriesPerSecond() * TOKEN;
	}

	/**
	 * Takes a token.
	 * @return whether there was one
	 */
	boolean tryRetry() {
		countCalls();
		fill();
		long before;
		do {
			before = tokens.get();
			if (before < TOKEN) {
				return false;
			}
		}
		while (!tokens.compareAndSet(before, before - TOKEN));
		return true;
	}

	/** Returns the token of a retry that was not made. */
	void giveBack() {
		add(TOKEN);
	}

	private void fill() {
		long last = filledAt.get();
		long now = time.nanos();
		long passed = Math.min(now - last, TimeUnit.SECONDS.toNanos(SECONDS_HELD));
		if (passed >= LEAST_NANOS && filledAt.compareAndSet(last, now)) {
			add((long) ((double) passed / TimeUnit.SECONDS.toNanos(1) * perSecond));
		}
	}

	private void countCalls() {
		long seen = calls.getAsLong();
		add(Math.max(0, seen - callsSeen.getAndAccumulate(seen, Math::max)) * perCall);
	}

	private void add(long amount) {
		long limit = Math.max(perSecond, 10 * TOKEN) * SECONDS_HELD;
		tokens.updateAndGet((before) -> Math.min(limit, before + amount));
	}

}
