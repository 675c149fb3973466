package io.hapool.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.hapool.health.Polling;
import io.hapool.time.Time;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a pool: the one writer of its snapshot. An endpoint that was removed is
 * kept until its leases have ended, for its numbers are part of the pool's.
 */
final class Roster<T> {

	/** Of more endpoints than these a snapshot is not built for each change. */
	private static final int MANY = 256;

	private final ReentrantLock changing = new ReentrantLock();

	private final AtomicInteger wanted = new AtomicInteger();

	/** Attempts of those that are gone. */
	private final LongAdder gone = new LongAdder();

	private final Leases<T> pool;

	private final @Nullable String preferredZone;

	private final Time time;

	private @Nullable Prober<T> prober;

	@GuardedBy("changing")
	private int ordinals;

	private volatile List<PooledEndpoint<T>> endpoints = List.of();

	private volatile List<PooledEndpoint<T>> removed = List.of();

	private volatile PoolSnapshot<T> snapshot = PoolSnapshot.of(List.of(), null);

	/** When the first trial may be due, by the monotonic clock. */
	private volatile long nextTrial;

	private volatile boolean stale;

	private volatile boolean closed;

	private volatile @Nullable Refusal refusal;

	/** Counts what moves tokens of trials without a change of status. */
	private final AtomicInteger moves = new AtomicInteger();

	Roster(Leases<T> pool, @Nullable String preferredZone, Time time) {
		this.pool = pool;
		this.preferredZone = preferredZone;
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

	/** With those that were removed and still have leases. */
	List<PooledEndpoint<T>> withRemoved() {
		List<PooledEndpoint<T>> leaving = removed;
		if (leaving.isEmpty()) {
			return endpoints;
		}
		List<PooledEndpoint<T>> all = new ArrayList<>(endpoints);
		all.addAll(leaving);
		return all;
	}

	int openLeases() {
		int open = 0;
		for (PooledEndpoint<T> endpoint : withRemoved()) {
			open += endpoint.open();
		}
		return open;
	}

	/** Attempts of calls that have ever begun, of those that are gone too. */
	long begunAttempts() {
		return gone.sum() + sum(Cells::begunCalls);
	}

	/** Attempts of calls that have not ended. */
	long openAttempts() {
		return sum(Cells::openCalls);
	}

	private long sum(ToLongFunction<Cells> number) {
		long sum = 0;
		for (PooledEndpoint<T> endpoint : withRemoved()) {
			sum += number.applyAsLong(endpoint);
		}
		return sum;
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
		for (PooledEndpoint<T> endpoint : endpoints) {
			if (endpoint.latency.isKnown()) {
				return endpoint.latency.quantile(share);
			}
		}
		return 0;
	}

	void add(String name, Endpoint<T> endpoint, AdminState admin) {
		PooledEndpoint<T> added;
		changing.lock();
		try {
			Set<String> aliases = new HashSet<>();
			for (PooledEndpoint<T> other : endpoints) {
				if (other.endpoint().equals(endpoint)) {
					throw new IllegalArgumentException("Pool \"" + name + "\" has two endpoints with the id \""
							+ endpoint.id() + "\" (expected: each id once)");
				}
				aliases.add(other.alias());
			}
			added = new PooledEndpoint<>(pool, endpoint, uniqueAlias(endpoint.id(), aliases), ordinals++,
					new EndpointSnapshot.Change(time.wallClock(), "added"));
			added.moveWord(0, StateWord.encode(EndpointState.INITIAL.with(admin)));
			List<PooledEndpoint<T>> next = new ArrayList<>(endpoints);
			next.add(added);
			endpoints = List.copyOf(next);
		}
		finally {
			changing.unlock();
		}
		rebuild();
		if (prober != null && !closed) {
			prober.add(added);
			if (closed || added.removed) {
				stopProbing(added);
			}
		}
	}

	void remove(PooledEndpoint<T> leaving) {
		changing.lock();
		try {
			List<PooledEndpoint<T>> next = new ArrayList<>(endpoints);
			if (!next.remove(leaving)) {
				return;
			}
			List<PooledEndpoint<T>> kept = new ArrayList<>(removed);
			kept.add(leaving);
			endpoints = List.copyOf(next);
			removed = List.copyOf(kept);
		}
		finally {
			changing.unlock();
		}
		closeFor(leaving);
		rebuild();
		tidy();
	}

	/** No event: it is no longer there to have a state. */
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

	/** Lets go of removed endpoints whose leases have ended. */
	void tidy() {
		if (!removed.isEmpty()) {
			changing.lock();
			try {
				List<PooledEndpoint<T>> left = new ArrayList<>(removed);
				left.removeIf((leaving) -> leaving.open() > 0);
				List<PooledEndpoint<T>> kept = new ArrayList<>(removed);
				kept.removeAll(left);
				// rather too few for a moment than too many: budgets rest on it
				removed = List.copyOf(kept);
				left.forEach((leaving) -> gone.add(leaving.begunCalls()));
			}
			finally {
				changing.unlock();
			}
		}
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
		if (endpoints.size() > MANY && !onlyOne) {
			stale = true;
		}
		else {
			rebuild();
		}
	}

	/** Who comes while another builds leaves it to that one to build once more. */
	void rebuild() {
		if (wanted.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		boolean built = false;
		try {
			do {
				stale = false;
				PoolSnapshot<T> next = PoolSnapshot.of(endpoints, preferredZone);
				nextTrial = firstTrial(next.out);
				snapshot = next;
				seen = wanted.addAndGet(-seen);
			}
			while (seen != 0);
			built = true;
		}
		finally {
			if (!built) {
				wanted.set(0);
			}
		}
	}

	private long firstTrial(List<PooledEndpoint<T>> out) {
		long now = time.nanos();
		long first = now + Long.MAX_VALUE / 2;
		for (PooledEndpoint<T> endpoint : out) {
			if (!endpoint.checkPasses) {
				continue;
			}
			EndpointState state = endpoint.state();
			long due = (state.health() == HealthState.ISOLATED) ? state.isolation().ends() : now;
			first = (due - first < 0) ? due : first;
		}
		return first;
	}

	PooledEndpoint<T> named(String name, String idOrAlias) {
		List<PooledEndpoint<T>> all = endpoints;
		for (PooledEndpoint<T> endpoint : all) {
			// before any alias, for one may read as the id of another
			if (endpoint.endpoint().id().equals(idOrAlias)) {
				return endpoint;
			}
		}
		for (PooledEndpoint<T> endpoint : all) {
			if (endpoint.alias().equals(idOrAlias)) {
				return endpoint;
			}
		}
		throw new IllegalArgumentException("Pool \"" + name + "\" has no endpoint \"" + Credentials.mask(idOrAlias)
				+ "\" (expected: one of " + all.stream().map(PooledEndpoint::alias).toList() + ")");
	}

	void close() {
		closed = true;
		endpoints.forEach(Roster::stopProbing);
	}

	private static String uniqueAlias(String id, Set<String> taken) {
		String alias = EndpointIds.alias(id);
		String unique = alias;
		for (int i = 2; taken.contains(unique); i++) {
			unique = alias + "-" + i;
		}
		return unique;
	}

}
