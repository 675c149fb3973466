package io.hapool.call;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.hapool.time.Time;

/**
 * Keeps retries from becoming a storm: a bucket of tokens, one per retry, that each call
 * fills by a share and each second by a number (after Finagle's {@code RetryBudget}). It
 * holds at most ten seconds' worth and begins with one.
 */
final class RetryBudget {

	/** Tokens are counted in thousandths. */
	private static final long TOKEN = 1000;

	private static final int SECONDS_HELD = 10;

	private final AtomicLong tokens;

	private final AtomicLong filledAt;

	private final long perCall;

	private final long perSecond;

	private final Time time;

	RetryBudget(RetryRules rules, Time time) {
		this.perCall = Math.round(rules.budget().value() * TOKEN);
		this.perSecond = rules.minRetriesPerSecond() * TOKEN;
		this.time = time;
		this.tokens = new AtomicLong(perSecond);
		this.filledAt = new AtomicLong(time.nanos());
	}

	void callStarted() {
		add(perCall);
	}

	/**
	 * Takes a token.
	 * @return whether there was one
	 */
	boolean tryRetry() {
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
		long millis = TimeUnit.NANOSECONDS.toMillis(now - last);
		if (millis > 0 && filledAt.compareAndSet(last, now)) {
			add(Math.min(millis, TimeUnit.SECONDS.toMillis(SECONDS_HELD)) * perSecond / 1000);
		}
	}

	private void add(long amount) {
		long limit = Math.max(perSecond, 10 * TOKEN) * SECONDS_HELD;
		if (tokens.get() < limit) {
			tokens.addAndGet(amount);
		}
	}

}
