package io.hapool.health;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One check that is under way. What comes of it counts once: what it says, or that it
 * does not come back in time, or neither if nobody wants to know any more.
 */
final class Flight {

	/** Foreign code may need a moment longer than it was given. */
	static final Duration GRACE = Duration.ofSeconds(1);

	private enum Phase {

		OPEN, OVERDUE, FORGOTTEN, ENDED

	}

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);

	private final int repetition;

	private final CheckRules rules;

	private final Consumer<CheckResult> late;

	private final long begun;

	private volatile long overdueAt;

	/**
	 * @param repetition how often the check has been repeated already
	 * @param begun by the monotonic clock
	 * @param late told while it does not come back: that this counts as DOWN
	 */
	Flight(int repetition, CheckRules rules, long begun, Consumer<CheckResult> late) {
		this.repetition = repetition;
		this.rules = rules;
		this.begun = begun;
		this.overdueAt = begun + rules.timeout().plus(GRACE).toNanos();
		this.late = late;
	}

	CheckRules rules() {
		return rules;
	}

	/** Whether a check that says DOWN is to be repeated before that counts. */
	boolean isRepeated() {
		return repetition < rules.retries();
	}

	int nextRepetition() {
		return repetition + 1;
	}

	long overdueAt() {
		return overdueAt;
	}

	/**
	 * It has ended.
	 * @return whether what it says counts
	 */
	boolean end() {
		return phase.getAndSet(Phase.ENDED) == Phase.OPEN;
	}

	/** What comes of it is of no interest any more. */
	void forget() {
		phase.updateAndGet((now) -> (now == Phase.ENDED) ? now : Phase.FORGOTTEN);
	}

	/** It has not ended: that counts now, and once more whenever another would be due. */
	void overdue(long now) {
		overdueAt = now + rules.interval().toNanos();
		if (phase.updateAndGet((was) -> (was == Phase.OPEN) ? Phase.OVERDUE : was) == Phase.OVERDUE) {
			Duration took = Duration.ofNanos(now - begun);
			late.accept(new CheckResult(HealthCheck.Verdict.DOWN,
					new TimeoutException("The check has not ended after " + took.toMillis() + " ms"), took));
		}
	}

}
