package io.hapool.pool;

import java.time.Duration;

/**
 * All that decides whether an endpoint is selectable, and the transitions between its
 * states as pure functions {@code (state, input, now) -> next state}. {@link StateWord}
 * is its packed form.
 *
 * <pre>
 * UNKNOWN --success--> UP <--ramped up-- RAMPING <--trials succeed-- PROBATION
 *    |                 |^                   |                         |     ^
 *    +---- doubted ----+|                   |                  a trial fails |
 *                     v |                   |                         v     |
 *                   SUSPECT ---failures, or a probe that fails---> ISOLATED -+ its end, a trial
 * </pre>
 *
 * From every selectable state failures lead to ISOLATED. The generation rises when an
 * endpoint is isolated and when it is restored: an outcome of an older generation is
 * history. All leases granted while the health is ISOLATED or PROBATION are trials.
 *
 * @param admin what an operator said
 * @param health what the outcomes say
 * @param generation how often the history began anew, modulo
 * {@link StateWord#GENERATIONS}
 * @param consecutiveFailures failures since the last success
 * @param isolation the current or last isolation
 * @param trials the trials of the current isolation
 */
record EndpointState(AdminState admin, HealthState health, int generation, int consecutiveFailures, Isolation isolation,
		Trials trials) {

	static final EndpointState INITIAL = new EndpointState(AdminState.READY, HealthState.UNKNOWN, 0, 0, Isolation.NEVER,
			Trials.NONE);

	/**
	 * @param count how many isolations weigh on the length of the next
	 * @param soft whether the endpoint is not certainly dead
	 * @param ends when it ends, by the monotonic clock
	 * @param restored when the endpoint was last restored, by the monotonic clock
	 */
	record Isolation(int count, boolean soft, long ends, long restored) {

		static final Isolation NEVER = new Isolation(0, false, 0, 0);

		private static final long HEALTHY_PERIOD = Duration.ofSeconds(30).toNanos();

		private static final int MAX_DOUBLINGS = 30;

		/** Some 146 years: twice as much would overflow when compared. */
		private static final long FOREVER = Long.MAX_VALUE / 2;

		Isolation next(IsolationRules rules, long now, double jitter) {
			return counting(Math.min(count, MAX_DOUBLINGS) + 1, rules, now, jitter);
		}

		/** The same length from now on. */
		Isolation again(IsolationRules rules, long now, double jitter) {
			return counting(Math.max(1, count), rules, now, jitter);
		}

		Isolation softly() {
			return new Isolation(count, true, ends, restored);
		}

		private Isolation counting(int next, IsolationRules rules, long now, double jitter) {
			double length = (double) nanos(rules.duration()) * (1L << (next - 1));
			long nanos = (long) Math.min(Math.min(length, nanos(rules.maxDuration())) * jitter, FOREVER);
			return new Isolation(next, false, now + nanos, restored);
		}

		private static long nanos(Duration duration) {
			return (duration.compareTo(Duration.ofNanos(FOREVER)) < 0) ? duration.toNanos() : FOREVER;
		}

		Isolation decayed(long now) {
			long healthyPeriods = (count > 0) ? Math.max(0, now - restored) / HEALTHY_PERIOD : 0;
			return new Isolation((int) Math.max(0, count - healthyPeriods), soft, ends, restored);
		}

	}

	/**
	 * @param open how many have not reported
	 * @param successes how many succeeded in a row
	 * @param lostAfter when the open ones count as lost, by the monotonic clock
	 */
	record Trials(int open, int successes, long lostAfter) {

		static final Trials NONE = new Trials(0, 0, 0);

		private static final int MAX_OPEN_DOUBLINGS = 2;

		/** One trial at first, then two, then four at a time. */
		boolean hasToken() {
			return open < (1 << Math.min(successes, MAX_OPEN_DOUBLINGS));
		}

		Trials begun(long lostAfter) {
			return new Trials(open + 1, successes, lostAfter);
		}

		Trials succeeded() {
			return new Trials(Math.max(0, open - 1), successes + 1, lostAfter);
		}

		Trials released() {
			return new Trials(Math.max(0, open - 1), successes, lostAfter);
		}

	}

	boolean isSelectable() {
		return admin.isLeasable() && health.isSelectable();
	}

	/**
	 * Whether a trial is due by the ordinary way back, others being selectable or not.
	 */
	boolean isTrialDue(long now) {
		boolean onTrial = health == HealthState.PROBATION || isIsolationOver(now);
		return admin.isLeasable() && onTrial && trials.hasToken();
	}

	/** Whether a lease may be granted because nobody better is left. */
	boolean isLastResort() {
		boolean proven = health == HealthState.PROBATION && trials.successes() > 0;
		return admin.isLeasable() && !health.isSelectable() && (proven || isolation.soft() || trials.open() == 0);
	}

	boolean isTrialLost(long now) {
		return trials.open() > 0 && now - trials.lostAfter() > 0;
	}

	EndpointState afterSuccess(IsolationRules rules, long now) {
		return switch (health) {
			case UNKNOWN, UP, SUSPECT ->
				(health == HealthState.UP && consecutiveFailures == 0) ? this : with(HealthState.UP, 0, trials);
			case RAMPING -> (consecutiveFailures == 0) ? this : with(health, 0, trials);
			case ISOLATED, PROBATION -> afterTrial(rules, now);
		};
	}

	private EndpointState afterTrial(IsolationRules rules, long now) {
		Trials next = trials.succeeded();
		if (next.successes() < rules.trialLeases()) {
			return with(HealthState.PROBATION, 0, next);
		}
		return restored(admin, (rules.rampUp() != null) ? HealthState.RAMPING : HealthState.UP, now);
	}

	/** The failure is counted; whether it isolates is another question. */
	EndpointState afterFailure() {
		return with(health, Math.min(consecutiveFailures + 1, StateWord.MAX_FAILURES), trials);
	}

	EndpointState isolated(IsolationRules rules, long now, double jitter) {
		return new EndpointState(admin, HealthState.ISOLATED, nextGeneration(), consecutiveFailures,
				nextIsolation(rules, now, jitter), Trials.NONE);
	}

	/** Isolated for what does not prove that the endpoint is dead. */
	EndpointState isolatedSoftly(IsolationRules rules, long now, double jitter) {
		EndpointState hard = isolated(rules, now, jitter);
		return new EndpointState(admin, hard.health, hard.generation, consecutiveFailures, hard.isolation.softly(),
				Trials.NONE);
	}

	private Isolation nextIsolation(IsolationRules rules, long now, double jitter) {
		return switch (health) {
			case UNKNOWN, UP, SUSPECT, RAMPING -> isolation.decayed(now).next(rules, now, jitter);
			case PROBATION -> isolation.next(rules, now, jitter);
			// A trial of the last resort, begun before its time since nobody was left: it
			// must not lengthen the way back after an outage of all.
			case ISOLATED -> isolation.again(rules, now, jitter);
		};
	}

	/** It may be dead: selected last from now on, until a probe or a call can tell. */
	EndpointState suspected() {
		return (health.isSelectable() && health != HealthState.SUSPECT)
				? with(HealthState.SUSPECT, consecutiveFailures, trials) : this;
	}

	EndpointState cleared() {
		return (health == HealthState.SUSPECT) ? with(HealthState.UP, 0, trials) : this;
	}

	/** A check that decides has passed. What calls said counts on. */
	EndpointState proven() {
		return (health == HealthState.UNKNOWN || health == HealthState.SUSPECT)
				? with(HealthState.UP, consecutiveFailures, trials) : this;
	}

	/** A check that decides has passed: it is back once its isolation is over. */
	EndpointState returned(long now) {
		boolean over = health == HealthState.PROBATION || isIsolationOver(now);
		return over ? restored(admin, HealthState.UP, now) : this;
	}

	EndpointState rampedUp(IsolationRules rules, long now) {
		boolean over = rules.rampUp() == null || now - isolation.restored() >= rules.rampUp().toNanos();
		return (health == HealthState.RAMPING && over) ? with(HealthState.UP, consecutiveFailures, trials) : this;
	}

	EndpointState trialBegun(long now, long lostAfter) {
		HealthState next = isIsolationOver(now) ? HealthState.PROBATION : health;
		return with(next, consecutiveFailures, trials.begun(lostAfter));
	}

	/** A trial ended that says nothing of the endpoint: its token is free again. */
	EndpointState afterNothing() {
		return health.isSelectable() ? this : with(health, consecutiveFailures, trials.released());
	}

	EndpointState restored(HealthState next, long now) {
		return restored(AdminState.READY, next, now);
	}

	/** Trials leave what an operator said as it is. */
	private EndpointState restored(AdminState admin, HealthState next, long now) {
		return new EndpointState(admin, next, nextGeneration(), 0,
				new Isolation(isolation.count(), false, isolation.ends(), now), Trials.NONE);
	}

	EndpointState with(AdminState admin) {
		return new EndpointState(admin, health, generation, consecutiveFailures, isolation, trials);
	}

	EndpointStatus status() {
		return new EndpointStatus(admin, health);
	}

	private int nextGeneration() {
		return (generation + 1) & (StateWord.GENERATIONS - 1);
	}

	private boolean isIsolationOver(long now) {
		return health == HealthState.ISOLATED && now - isolation.ends() >= 0;
	}

	private EndpointState with(HealthState health, int consecutiveFailures, Trials trials) {
		return new EndpointState(admin, health, generation, consecutiveFailures, isolation, trials);
	}

}
