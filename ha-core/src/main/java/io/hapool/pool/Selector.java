package io.hapool.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a lease: a trial that is due, if it is the first lease of its
 * call, else one of the selectable endpoints by policy, else a trial as the last resort.
 */
final class Selector<T> {

	private final LeaseRules rules;

	private final StateWriter<T> writer;

	Selector(LeaseRules rules, StateWriter<T> writer) {
		this.rules = rules;
		this.writer = writer;
	}

	/**
	 * @param generation the generation of the endpoint when it was chosen
	 */
	record Grant<T>(PooledEndpoint<T> endpoint, int generation) {
	}

	@Nullable Grant<T> find(List<PooledEndpoint<T>> endpoints, Collection<Endpoint<T>> tried, LeasePolicies<T> policies,
			long now) {
		List<PooledEndpoint<T>> untried = new ArrayList<>(endpoints.size());
		for (PooledEndpoint<T> endpoint : endpoints) {
			refresh(endpoint, policies.restore());
			if (!tried.contains(endpoint.endpoint())) {
				untried.add(endpoint);
			}
		}
		// A call that has failed already is no guinea pig: it goes where it will succeed.
		boolean mayTry = policies.trial() == LeasePolicies.Trial.ALLOWED && tried.isEmpty();
		Grant<T> grant = mayTry ? dueTrial(untried, now) : null;
		do {
			if (grant == null) {
				grant = selected(untried, policies.selection());
			}
			if (grant == null) {
				grant = lastResort(untried, now);
			}
		}
		while (grant == null && anySelectable(untried)); // restored between the two looks
		return grant;
	}

	private static <T> boolean anySelectable(List<PooledEndpoint<T>> endpoints) {
		for (PooledEndpoint<T> endpoint : endpoints) {
			if (endpoint.state.get().isSelectable()) {
				return true;
			}
		}
		return false;
	}

	/** What a policy would select now, without leasing it. */
	@Nullable PooledEndpoint<T> preview(List<PooledEndpoint<T>> endpoints, SelectionPolicy<T> selection) {
		Grant<T> grant = selected(endpoints, selection);
		return (grant != null) ? grant.endpoint() : null;
	}

	private void refresh(PooledEndpoint<T> endpoint, RestorePolicy<T> restore) {
		if (endpoint.health().isSelectable()) {
			return;
		}
		writer.loseTrials(endpoint);
		if (endpoint.admin() == AdminState.READY && restore.restores(endpoint)) {
			writer.restoreUnlessInMaintenance(endpoint, "the restore policy says so");
		}
	}

	private @Nullable Grant<T> dueTrial(List<PooledEndpoint<T>> endpoints, long now) {
		for (PooledEndpoint<T> endpoint : endpoints) {
			EndpointState state = endpoint.state.get();
			if (state.isTrialDue(now) && writer.beginTrial(endpoint, state)) {
				return new Grant<>(endpoint, state.generation());
			}
		}
		return null;
	}

	private @Nullable Grant<T> selected(List<PooledEndpoint<T>> endpoints, SelectionPolicy<T> selection) {
		List<PooledEndpoint<T>> best = bestOf(endpoints);
		while (!best.isEmpty()) {
			EndpointView<T> choice = selection.select(new ListCandidates<>(best));
			if (!(choice instanceof PooledEndpoint<T> endpoint) || !best.contains(endpoint)) {
				throw new IllegalStateException(
						"selection: " + choice + " (expected: one of the candidates that the policy was given)");
			}
			EndpointState state = endpoint.state.get();
			if (state.isSelectable()) {
				return new Grant<>(endpoint, state.generation());
			}
			// isolated between the look and the choice: others
			// may be the best now, even of a higher tier
			best = bestOf(endpoints);
		}
		return null;
	}

	private List<PooledEndpoint<T>> bestOf(List<PooledEndpoint<T>> endpoints) {
		List<PooledEndpoint<T>> best = new ArrayList<>(endpoints.size());
		int tier = Integer.MAX_VALUE;
		for (PooledEndpoint<T> endpoint : endpoints) {
			if (!endpoint.state.get().isSelectable() || endpoint.endpoint().tier() > tier) {
				continue;
			}
			if (endpoint.endpoint().tier() < tier) {
				best.clear();
				tier = endpoint.endpoint().tier();
			}
			best.add(endpoint);
		}
		return inPreferredZone(best);
	}

	private List<PooledEndpoint<T>> inPreferredZone(List<PooledEndpoint<T>> endpoints) {
		String zone = rules.preferredZone();
		if (zone == null) {
			return endpoints;
		}
		List<PooledEndpoint<T>> near = new ArrayList<>(endpoints);
		near.removeIf((endpoint) -> !zone.equals(endpoint.endpoint().zone().orElse(null)));
		return near.isEmpty() ? endpoints : near;
	}

	private @Nullable Grant<T> lastResort(List<PooledEndpoint<T>> endpoints, long now) {
		List<Isolated<T>> firstToEnd = new ArrayList<>(endpoints.size());
		for (PooledEndpoint<T> endpoint : endpoints) {
			EndpointState state = endpoint.state.get();
			if (isLastResort(state, now)) {
				firstToEnd.add(new Isolated<>(endpoint, state.isolation().ends() - now));
			}
		}
		firstToEnd.sort(Comparator.comparingLong(Isolated::remaining));
		for (Isolated<T> isolated : firstToEnd) {
			PooledEndpoint<T> endpoint = isolated.endpoint();
			EndpointState state = endpoint.state.get();
			while (isLastResort(state, now)) {
				if (writer.beginTrial(endpoint, state)) {
					return new Grant<>(endpoint, state.generation());
				}
				state = endpoint.state.get();
			}
		}
		return null;
	}

	private boolean isLastResort(EndpointState state, long now) {
		return state.isLastResort() && (rules.whenExhausted() == WhenExhausted.TRIAL || state.isTrialDue(now));
	}

	/**
	 * The time is read once: a key that changes while it is sorted by breaks the sort.
	 */
	private record Isolated<T>(PooledEndpoint<T> endpoint, long remaining) {
	}

	private record ListCandidates<T>(List<PooledEndpoint<T>> endpoints) implements Candidates<T> {

		@Override
		public int size() {
			return endpoints.size();
		}

		@Override
		public EndpointView<T> get(int index) {
			return endpoints.get(index);
		}

	}

}
