package io.hapool.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a pool. An endpoint that was removed is kept until its leases have
 * ended, for its numbers are part of the pool's.
 */
final class Membership<T> {

	private final ReentrantLock changing = new ReentrantLock();

	private final Leases<T> pool;

	private final CurrentRules<T> rules;

	private final MembershipEvents events;

	@GuardedBy("changing")
	private int ordinals;

	private volatile Members<T> members = new Members<>(List.of(), List.of(), 0);

	Membership(Leases<T> pool, CurrentRules<T> rules, MembershipEvents events) {
		this.pool = pool;
		this.rules = rules;
		this.events = events;
	}

	/**
	 * All at one moment, so that nothing is counted twice or not at all.
	 *
	 * @param present in the order of the pool
	 * @param leaving removed, but with open leases
	 * @param gone attempts that have begun on those that are gone
	 */
	private record Members<T>(List<PooledEndpoint<T>> present, List<PooledEndpoint<T>> leaving, long gone) {

		Members(List<PooledEndpoint<T>> present, List<PooledEndpoint<T>> leaving, long gone) {
			this.present = List.copyOf(present);
			this.leaving = List.copyOf(leaving);
			this.gone = gone;
		}

		Members<T> with(List<PooledEndpoint<T>> present) {
			return new Members<>(present, leaving, gone);
		}

		Members<T> with(List<PooledEndpoint<T>> present, List<PooledEndpoint<T>> left) {
			return new Members<>(present, joined(leaving, left), gone);
		}

		List<PooledEndpoint<T>> all() {
			return leaving.isEmpty() ? present : joined(present, leaving);
		}

		long sum(ToLongFunction<Cells> number) {
			long sum = 0;
			for (PooledEndpoint<T> endpoint : all()) {
				sum += number.applyAsLong(endpoint);
			}
			return sum;
		}

		private static <E> List<E> joined(List<E> first, List<E> second) {
			List<E> joined = new ArrayList<>(first.size() + second.size());
			joined.addAll(first);
			joined.addAll(second);
			return joined;
		}

	}

	/**
	 * Who came and who went.
	 */
	record Change<T>(List<PooledEndpoint<T>> joined, List<PooledEndpoint<T>> left) {
	}

	/** In the order of the pool. */
	List<PooledEndpoint<T>> present() {
		return members.present();
	}

	/** With those that were removed and still have leases. */
	List<PooledEndpoint<T>> withLeaving() {
		return members.all();
	}

	int openLeases() {
		return (int) members.sum(Cells::open);
	}

	/** Attempts of calls that have ever begun, of those that are gone too. */
	long begunAttempts() {
		Members<T> now = members;
		return now.gone() + now.sum(Cells::begunCalls);
	}

	/** Attempts of calls that have not ended. */
	long openAttempts() {
		return members.sum(Cells::openCalls);
	}

	/**
	 * Adds one by hand: it stays until it is removed by hand, whoever else comes and
	 * goes.
	 */
	PooledEndpoint<T> add(Endpoint<T> endpoint, AdminState admin) {
		changing.lock();
		try {
			Set<String> aliases = new HashSet<>();
			for (PooledEndpoint<T> other : present()) {
				if (other.endpoint().equals(endpoint)) {
					throw new IllegalArgumentException("Pool \"" + events.pool() + "\" has two endpoints with the id \""
							+ endpoint.id() + "\" (expected: each id once)");
				}
				aliases.add(other.alias());
			}
			PooledEndpoint<T> added = pooled(endpoint, admin, aliases);
			added.byHand = true;
			List<PooledEndpoint<T>> next = new ArrayList<>(present());
			next.add(added);
			members = members.with(next);
			events.joined(added, "added by hand");
			return added;
		}
		finally {
			changing.unlock();
		}
	}

	/**
	 * @return whether it was there
	 */
	boolean remove(PooledEndpoint<T> endpoint) {
		changing.lock();
		try {
			List<PooledEndpoint<T>> next = new ArrayList<>(present());
			if (!next.remove(endpoint)) {
				return false;
			}
			members = members.with(next, List.of(endpoint));
			events.left(endpoint, "removed by hand");
			return true;
		}
		finally {
			changing.unlock();
		}
	}

	void reweigh(PooledEndpoint<T> endpoint, double weight) {
		changing.lock();
		try {
			endpoint.reweigh(weight);
		}
		finally {
			changing.unlock();
		}
	}

	/**
	 * Makes these the endpoints, beside those that were added by hand. One whose id and
	 * target are known keeps its state and its numbers; one whose target is another
	 * begins anew, but for what an operator has said of it.
	 * @param wanted each id once
	 */
	Change<T> replace(List<Endpoint<T>> wanted, String reason) {
		changing.lock();
		try {
			Map<String, PooledEndpoint<T>> known = new LinkedHashMap<>();
			present().forEach((endpoint) -> known.put(endpoint.endpoint().id(), endpoint));
			Joining joining = new Joining(wanted, known);
			List<PooledEndpoint<T>> next = joining.members(reason);
			List<PooledEndpoint<T>> left = new ArrayList<>(known.values());
			left.removeIf((endpoint) -> keepsByHand(endpoint, next));
			members = members.with(next, left);
			left.forEach((endpoint) -> events.left(endpoint, reason));
			joining.joined.forEach((endpoint) -> events.joined(endpoint, reason));
			events.changed(joining.joined, left, reason);
			return new Change<>(joining.joined, left);
		}
		finally {
			changing.unlock();
		}
	}

	private static <T> boolean keepsByHand(PooledEndpoint<T> endpoint, List<PooledEndpoint<T>> next) {
		return endpoint.byHand && next.add(endpoint);
	}

	/** Lets go of removed endpoints whose leases have ended. */
	void tidy() {
		if (members.leaving().isEmpty()) {
			return;
		}
		changing.lock();
		try {
			Members<T> now = members;
			List<PooledEndpoint<T>> kept = new ArrayList<>();
			long gone = now.gone();
			for (PooledEndpoint<T> endpoint : now.leaving()) {
				long begun = endpoint.begunCalls();
				boolean closed = endpoint.removed && !endpoint.admin().isLeasable();
				// the second look: a beginning may be about to be taken back
				if (closed && endpoint.open() == 0 && endpoint.begunCalls() == begun) {
					gone += begun;
				}
				else {
					kept.add(endpoint);
				}
			}
			members = new Members<>(now.present(), kept, gone);
		}
		finally {
			changing.unlock();
		}
	}

	/**
	 * By its id, or by its alias; ids come first, for an alias may read as the id of
	 * another.
	 */
	Optional<PooledEndpoint<T>> find(String idOrAlias) {
		List<PooledEndpoint<T>> all = present();
		return all.stream()
			.filter((endpoint) -> endpoint.endpoint().id().equals(idOrAlias))
			.findFirst()
			.or(() -> all.stream().filter((endpoint) -> endpoint.alias().equals(idOrAlias)).findFirst());
	}

	PooledEndpoint<T> named(String idOrAlias) {
		return find(idOrAlias)
			.orElseThrow(() -> new IllegalArgumentException("Pool \"" + events.pool() + "\" has no endpoint \""
					+ Credentials.mask(idOrAlias) + "\" (expected: one of " + some(present()) + ")"));
	}

	private static String some(List<? extends PooledEndpoint<?>> all) {
		List<String> aliases = all.stream().limit(20).map(PooledEndpoint::alias).toList();
		return (all.size() > aliases.size()) ? aliases + " and " + (all.size() - aliases.size()) + " more"
				: aliases.toString();
	}

	@GuardedBy("changing")
	private PooledEndpoint<T> pooled(Endpoint<T> endpoint, AdminState admin, Set<String> aliases) {
		String alias = uniqueAlias(endpoint.id(), aliases);
		aliases.add(alias);
		PooledEndpoint<T> pooled = new PooledEndpoint<>(pool, rules.policies().score().initial(), endpoint, alias,
				ordinals++);
		pooled.moveWord(0, StateWord.encode(EndpointState.INITIAL.with(admin)));
		return pooled;
	}

	private static String uniqueAlias(String id, Set<String> taken) {
		String alias = EndpointIds.alias(id);
		String unique = alias;
		for (int i = 2; taken.contains(unique); i++) {
			unique = alias + "-" + i;
		}
		return unique;
	}

	/** Works out who is there after a replacement; used under the lock. */
	private final class Joining {

		private final List<PooledEndpoint<T>> joined = new ArrayList<>();

		private final Set<String> aliases = new HashSet<>();

		private final Map<String, Endpoint<T>> wanted = new LinkedHashMap<>();

		private final Map<String, PooledEndpoint<T>> known;

		/**
		 * @param known by id; those that stay are taken out of it
		 */
		Joining(List<Endpoint<T>> wanted, Map<String, PooledEndpoint<T>> known) {
			this.known = known;
			wanted.forEach((endpoint) -> this.wanted.putIfAbsent(endpoint.id(), endpoint));
		}

		List<PooledEndpoint<T>> members(String reason) {
			Map<String, PooledEndpoint<T>> stay = new HashMap<>();
			known.values()
				.removeIf((endpoint) -> stays(endpoint) && stay.put(endpoint.endpoint().id(), endpoint) == null);
			stay.values().forEach((endpoint) -> aliases.add(endpoint.alias()));
			known.values()
				.stream()
				.filter((endpoint) -> endpoint.byHand)
				.map(PooledEndpoint::alias)
				.forEach(aliases::add);
			List<PooledEndpoint<T>> members = new ArrayList<>(wanted.size());
			for (Endpoint<T> endpoint : wanted.values()) {
				PooledEndpoint<T> there = stay.get(endpoint.id());
				if (there != null) {
					describe(there, endpoint, reason);
				}
				members.add((there != null) ? there : join(endpoint));
			}
			return members;
		}

		private boolean stays(PooledEndpoint<T> endpoint) {
			Endpoint<T> same = wanted.get(endpoint.endpoint().id());
			return same != null && same.target().equals(endpoint.target());
		}

		private void describe(PooledEndpoint<T> there, Endpoint<T> endpoint, String reason) {
			there.byHand = false;
			String difference = there.defined().differenceTo(endpoint);
			if (difference != null) {
				there.define(endpoint);
				events.updated(there, difference, reason);
			}
		}

		@SuppressWarnings("GuardedBy") // who makes one holds the lock
		private PooledEndpoint<T> join(Endpoint<T> endpoint) {
			PooledEndpoint<T> before = known.get(endpoint.id());
			PooledEndpoint<T> added = pooled(endpoint, adminOf(before), aliases);
			if (before != null) {
				before.byHand = false;
			}
			joined.add(added);
			return added;
		}

		private static AdminState adminOf(@Nullable PooledEndpoint<?> before) {
			return (before != null) ? before.admin() : AdminState.READY;
		}

	}

}
