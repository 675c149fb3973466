package io.hapool.pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.hapool.health.Polling;
import io.hapool.time.Rounds;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Who may be selected: the one writer of the snapshot of a pool.
 */
final class Roster<T> {

	/** Of more endpoints than these a snapshot is not built for each change. */
	private static final int MANY = 256;

	private final Rounds rounds = new Rounds();

	private final Membership<T> members;

	private final CurrentRules<T> rules;

	private final Time time;

	private @Nullable Prober<T> prober;

	private volatile PoolSnapshot<T> snapshot = PoolSnapshot.empty();

	/** When the first trial may be due, by the monotonic clock. */
	private volatile long nextTrial;

	private volatile boolean stale;

	private volatile boolean closed;

	private volatile @Nullable Refusal refusal;

	/** Counts what moves tokens of trials without a change of status. */
	private final AtomicInteger moves = new AtomicInteger();

	Roster(Membership<T> members, CurrentRules<T> rules, Time time) {
		this.members = members;
		this.rules = rules;
		this.time = time;
	}

	void probing(Prober<T> prober) {
		this.prober = prober;
	}

	PoolSnapshot<T> snapshot() {
		return snapshot;
	}

	long now() {
		return time.nanos();
	}

	boolean isTrialDue(long now) {
		return now - nextTrial >= 0;
	}

	/**
	 * That nobody can be leased, as long as nothing changes.
	 */
	private record Refusal(PoolSnapshot<?> snapshot, int moves, long until) {
	}

	/** Whether it is known that there is no lease to be had. */
	boolean isRefused(long now) {
		Refusal known = refusal;
		return known != null && known.snapshot() == snapshot && known.moves() == moves.get() && now - known.until() < 0;
	}

	int moves() {
		return moves.get();
	}

	void tokensMoved() {
		moves.incrementAndGet();
	}

	/**
	 * Remembers that there was no lease to be had.
	 * @param seen {@link #moves()} before the look
	 */
	void refused(PoolSnapshot<T> looked, int seen, long now) {
		long until = now + Long.MAX_VALUE / 4;
		for (PooledEndpoint<T> endpoint : looked.out) {
			EndpointState state = endpoint.state();
			long ends = state.isolation().ends();
			long lost = state.trials().lostAfter();
			until = (state.trials().open() > 0 && lost - until < 0) ? lost : until;
			until = (ends - now > 0 && ends - until < 0) ? ends : until;
		}
		refusal = new Refusal(looked, seen, until);
	}

	/** Of the first endpoint that knows; zero if none does. */
	long medianLatency() {
		return quantile(0.5);
	}

	/** Of the first endpoint that knows; zero if none does. */
	long usualLatency() {
		return quantile(0.99);
	}

	private long quantile(double share) {
		for (PooledEndpoint<T> endpoint : members.present()) {
			if (endpoint.latency.isKnown()) {
				return endpoint.latency.quantile(share);
			}
		}
		return 0;
	}

	/** Those who joined are selectable from now on, those who left no more. */
	void changed(Membership.Change<T> change) {
		// the others first, so that there is never nobody
		rebuild();
		change.left().forEach(Roster::closeFor);
		change.joined().forEach(this::startProbing);
		tidy();
	}

	private void startProbing(PooledEndpoint<T> added) {
		if (prober != null && !closed) {
			prober.add(added);
			if (closed || added.removed) {
				stopProbing(added);
			}
		}
	}

	/** No event of its state: it is no longer there to have one. */
	private static void closeFor(PooledEndpoint<?> leaving) {
		leaving.removed = true;
		long word;
		do {
			word = leaving.word();
		}
		while (!leaving.moveWord(word, StateWord.encode(leaving.state(word).with(AdminState.DRAINING))));
		stopProbing(leaving);
	}

	private static void stopProbing(PooledEndpoint<?> endpoint) {
		Polling polling = endpoint.polling;
		if (polling != null) {
			polling.close();
		}
	}

	/** What time alone changes. */
	void tidy() {
		members.tidy();
		freshen();
	}

	/** Builds the snapshot if it is known to be behind. */
	void freshen() {
		if (stale) {
			rebuild();
		}
	}

	void statusChanged(PooledEndpoint<T> endpoint) {
		moves.incrementAndGet();
		boolean onlyOne = snapshot.best == null && endpoint.isSelectable();
		if (members.present().size() > MANY && !onlyOne) {
			stale = true;
		}
		else {
			rebuild();
		}
	}

	void rebuild() {
		rounds.run(() -> {
			stale = false;
			PoolSnapshot<T> next = PoolSnapshot.of(members.present(), rules.rules(),
					rules.checksDecide() ? PoolSnapshot.Suspects.AS_BEFORE : PoolSnapshot.Suspects.LAST);
			nextTrial = firstTrial(next.out);
			snapshot = next;
		});
	}

	private long firstTrial(List<PooledEndpoint<T>> out) {
		long now = time.nanos();
		long first = now + Long.MAX_VALUE / 2;
		for (PooledEndpoint<T> endpoint : out) {
			if (!endpoint.checkPasses || rules.checksDecide()) {
				continue;
			}
			EndpointState state = endpoint.state();
			long due = (state.health() == HealthState.ISOLATED) ? state.isolation().ends() : now;
			first = (due - first < 0) ? due : first;
		}
		return first;
	}

	void close() {
		closed = true;
		members.present().forEach(Roster::stopProbing);
	}

}
