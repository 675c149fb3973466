package io.hapool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a pool in the order in which selection looks at them. Immutable; built
 * anew, by one writer, when a status changes. It may be a moment behind the endpoints, so
 * who selects by it looks at the endpoint itself once more.
 */
final class PoolSnapshot<T> {

	/** In the order of the pool. */
	final List<PooledEndpoint<T>> all;

	/**
	 * Selectable ones, best first; those that are suspect come last unless a look
	 * decides.
	 */
	final List<CandidateGroup<T>> groups;

	/** Where nearly all leases go; {@code null}: nobody is selectable. */
	final @Nullable CandidateGroup<T> best;

	/** The same, but {@code null} where leases are counted one by one. */
	final @Nullable CandidateGroup<T> quick;

	/** Whether an operator wants all leases on the best. */
	final boolean pinned;

	/** Isolated or on trial. */
	final List<PooledEndpoint<T>> out;

	private PoolSnapshot(List<PooledEndpoint<T>> all, List<CandidateGroup<T>> groups, List<PooledEndpoint<T>> out,
			LeaseLimits limits) {
		this.all = all;
		this.groups = groups;
		this.best = groups.isEmpty() ? null : groups.get(0);
		this.out = out;
		this.quick = limits.areSet() ? null : best;
		this.pinned = best != null && best.get(0).admin() == AdminState.PINNED;
	}

	static <T> PoolSnapshot<T> empty() {
		return new PoolSnapshot<>(List.of(), List.of(), List.of(), LeaseLimits.NONE);
	}

	static <T> PoolSnapshot<T> of(List<PooledEndpoint<T>> all, LeaseRules rules, Suspects suspects) {
		Map<Rank, List<PooledEndpoint<T>>> ranks = new TreeMap<>();
		List<PooledEndpoint<T>> out = new ArrayList<>();
		for (PooledEndpoint<T> endpoint : all) {
			EndpointState state = endpoint.state();
			if (state.isSelectable()) {
				ranks
					.computeIfAbsent(Rank.of(endpoint, state, rules.preferredZone(), suspects),
							(rank) -> new ArrayList<>())
					.add(endpoint);
			}
			else if (state.admin().isLeasable()) {
				out.add(endpoint);
			}
		}
		List<CandidateGroup<T>> groups = new ArrayList<>(ranks.size());
		for (List<PooledEndpoint<T>> members : ranks.values()) {
			CandidateGroup<T> group = new CandidateGroup<>(members);
			members.forEach((member) -> member.group = group);
			groups.add(group);
		}
		return new PoolSnapshot<>(List.copyOf(all), List.copyOf(groups), List.copyOf(out), rules.limits());
	}

	/** Where those that are suspect come. */
	enum Suspects {

		/** Behind all others. */
		LAST,

		/** Where they came before: a look is about to decide. */
		AS_BEFORE

	}

	/**
	 * @param order what comes first: 0 pinned, 1 healthy, 2 suspect
	 * @param tier the tier
	 * @param distance 0 in the preferred zone
	 */
	private record Rank(int order, int tier, int distance) implements Comparable<Rank> {

		static Rank of(PooledEndpoint<?> endpoint, EndpointState state, @Nullable String preferredZone,
				Suspects suspects) {
			boolean suspect = suspects == Suspects.LAST && state.health() == HealthState.SUSPECT;
			int order = suspect ? 2 : (state.admin() == AdminState.PINNED) ? 0 : 1;
			boolean far = preferredZone != null && !preferredZone.equals(endpoint.endpoint().zone().orElse(null));
			return new Rank(order, endpoint.endpoint().tier(), far ? 1 : 0);
		}

		@Override
		public int compareTo(Rank other) {
			int byOrder = Integer.compare(order, other.order);
			int byTier = (byOrder != 0) ? byOrder : Integer.compare(tier, other.tier);
			return (byTier != 0) ? byTier : Integer.compare(distance, other.distance);
		}

	}

}
