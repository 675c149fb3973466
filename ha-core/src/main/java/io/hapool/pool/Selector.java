package io.hapool.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a lease: a trial that is due, if it is the first lease of its
 * call, else one of the selectable endpoints by policy, else a trial as the last resort.
 */
final class Selector<T> {

	/** How often a policy is asked again, for one that takes a part of its share. */
	private static final int TURNS = 16;

	/** Of more endpoints than these no list without the tried ones is made at once. */
	private static final int MANY = 64;

	private static final double MOST_TRIALS = 0.1;

	private final CurrentRules<T> rules;

	private final StateWriter<T> writer;

	private final PoolParts<T> pool;

	Selector(CurrentRules<T> rules, StateWriter<T> writer, PoolParts<T> pool) {
		this.rules = rules;
		this.writer = writer;
		this.pool = pool;
	}

	/**
	 * @param generation the generation of the endpoint when it was chosen
	 * @param trial whether it is a trial
	 */
	record Choice<T>(PooledEndpoint<T> endpoint, int generation, boolean trial) {
	}

	/**
	 * The quick way of the first lease of a call, when all is well.
	 * @return the endpoint, or {@code null}: {@link #find} knows
	 */
	@Nullable PooledEndpoint<T> quick(CandidateGroup<T> best, SelectionPolicy<T> selection) {
		EndpointView<T> choice = selection.select(best);
		if (choice instanceof PooledEndpoint<T> endpoint && endpoint.group == best) {
			boolean taken = !best.isPartial() || endpoint.share >= 1 || !(selection instanceof SharingPolicy<T>)
					|| endpoint.share >= ThreadLocalRandom.current().nextDouble();
			return taken ? endpoint : null;
		}
		return null;
	}

	@Nullable Choice<T> find(Tried tried, LeasePolicies<T> policies, long now) {
		refresh(policies.restore());
		// A call that has failed already is no guinea pig: it goes where it will succeed.
		boolean mayTry = policies.trial() == LeasePolicies.Trial.ALLOWED && tried.isFresh();
		Choice<T> choice = mayTry ? dueTrial(now) : null;
		if (choice == null) {
			choice = selectedOrLastResort(tried, policies.selection(), now);
		}
		while (choice == null && anySelectable(tried)) {
			// restored between the two looks, or not in the snapshot yet
			pool.rebuild();
			choice = selectedOrLastResort(tried, policies.selection(), now);
		}
		return choice;
	}

	private @Nullable Choice<T> selectedOrLastResort(Tried tried, SelectionPolicy<T> selection, long now) {
		Choice<T> choice = selected(tried, selection);
		return (choice != null) ? choice : lastResort(tried, now);
	}

	/** Whether an endpoint that has not been tried is selectable. */
	boolean anySelectable(Tried tried) {
		return any(tried, (endpoint) -> true);
	}

	/**
	 * The same, and has fewer leases than it may; only the pinned one may if there is
	 * one.
	 */
	boolean anyFree(Tried tried, int limit) {
		boolean pinned = pool.roster.snapshot().pinned;
		return any(tried, (endpoint) -> isFree(endpoint, limit, pinned));
	}

	private static boolean isFree(PooledEndpoint<?> endpoint, int limit, boolean pinned) {
		return endpoint.open() < limit && (!pinned || endpoint.admin() == AdminState.PINNED);
	}

	private boolean any(Tried tried, Predicate<PooledEndpoint<T>> condition) {
		for (PooledEndpoint<T> endpoint : pool.members.present()) {
			if (endpoint.isSelectable() && !tried.contains(endpoint) && condition.test(endpoint)) {
				return true;
			}
		}
		return false;
	}

	/** A trial that is not made after all. */
	void giveBack(PooledEndpoint<T> endpoint, int generation) {
		writer.endedWithoutWord(endpoint, generation);
	}

	/** What a policy would select now, without leasing it, and without any effect. */
	@Nullable PooledEndpoint<T> preview(SelectionPolicy<T> selection) {
		pool.roster.freshen();
		CandidateGroup<T> best = pool.roster.snapshot().best;
		return (best != null) ? checked(best, selection.preview(best)) : null;
	}

	/**
	 * Finds another endpoint than those that have as many leases as they may. A policy
	 * that stays where it is stays there.
	 */
	@Nullable Choice<T> free(Tried tried, SelectionPolicy<T> selection, int limit) {
		PoolSnapshot<T> current = pool.roster.snapshot();
		for (CandidateGroup<T> group : current.groups) {
			List<PooledEndpoint<T>> left = left(group, tried, (endpoint) -> isFree(endpoint, limit, current.pinned));
			if (!left.isEmpty()) {
				CandidateGroup<T> free = new CandidateGroup<>(left);
				PooledEndpoint<T> endpoint = (selection instanceof SharingPolicy<T>) ? take(free, selection)
						: checked(free, selection.preview(free));
				return new Choice<>(endpoint, endpoint.generation(), false);
			}
		}
		return null;
	}

	private void refresh(RestorePolicy<T> restore) {
		if (restore != RestoreByTrial.INSTANCE) {
			// it is asked of all that are out by now
			pool.roster.freshen();
		}
		for (PooledEndpoint<T> endpoint : pool.roster.snapshot().out) {
			writer.loseTrials(endpoint);
			if (!endpoint.isSelectable() && restore.restores(endpoint)) {
				writer.restoreUnlessClosed(endpoint, "the restore policy says so");
			}
		}
	}

	private @Nullable Choice<T> dueTrial(long now) {
		if (pool.roster.snapshot().pinned || rules.checksDecide()) {
			return null;
		}
		List<PooledEndpoint<T>> out = pool.roster.snapshot().out;
		int open = -1;
		for (PooledEndpoint<T> endpoint : out) {
			long word = endpoint.word();
			if (!endpoint.checkPasses || !hasRoom(endpoint) || !endpoint.state(word).isTrialDue(now)) {
				continue;
			}
			open = (open < 0) ? openTrials(out) : open;
			if (open >= Math.max(1, (int) (MOST_TRIALS * pool.members.openLeases()))) {
				return null;
			}
			if (writer.beginTrial(endpoint, word)) {
				return new Choice<>(endpoint, StateWord.generation(word), true);
			}
		}
		return null;
	}

	/**
	 * What hangs on one that has been isolated must not keep others from their trials.
	 */
	private boolean hasRoom(PooledEndpoint<T> endpoint) {
		int limit = rules.limits().leasesPerEndpoint();
		return limit == 0 || endpoint.open() < limit;
	}

	private static int openTrials(List<? extends PooledEndpoint<?>> endpoints) {
		int open = 0;
		for (PooledEndpoint<?> endpoint : endpoints) {
			open += StateWord.openTrials(endpoint.word());
		}
		return open;
	}

	private @Nullable Choice<T> selected(Tried tried, SelectionPolicy<T> selection) {
		while (true) {
			PooledEndpoint<T> endpoint = fromBestGroup(tried, selection);
			if (endpoint == null) {
				return null;
			}
			long word = endpoint.word();
			if (StateWord.isSelectable(word)) {
				return new Choice<>(endpoint, StateWord.generation(word), false);
			}
			// isolated between the look and the choice: others may be the best now, even
			// of a higher tier
			pool.rebuild();
		}
	}

	private @Nullable PooledEndpoint<T> fromBestGroup(Tried tried, SelectionPolicy<T> selection) {
		for (CandidateGroup<T> group : pool.roster.snapshot().groups) {
			PooledEndpoint<T> endpoint = tried.isEmpty() ? take(group, selection) : untried(group, tried, selection);
			if (endpoint != null) {
				return endpoint;
			}
		}
		return null;
	}

	private @Nullable PooledEndpoint<T> untried(CandidateGroup<T> group, Tried tried, SelectionPolicy<T> selection) {
		if (group.size() > MANY && selection instanceof SharingPolicy<T>) {
			for (int turn = 0; turn < TURNS; turn++) {
				PooledEndpoint<T> endpoint = take(group, selection);
				if (!tried.contains(endpoint)) {
					return endpoint;
				}
			}
		}
		List<PooledEndpoint<T>> left = left(group, tried, (endpoint) -> true);
		return left.isEmpty() ? null : take(new CandidateGroup<>(left), selection);
	}

	/** Those that have not been tried, are selectable, and more. */
	private List<PooledEndpoint<T>> left(CandidateGroup<T> group, Tried tried, Predicate<PooledEndpoint<T>> condition) {
		List<PooledEndpoint<T>> left = new ArrayList<>(Math.min(group.size(), MANY));
		for (int i = 0; i < group.size(); i++) {
			PooledEndpoint<T> endpoint = group.get(i);
			if (!tried.contains(endpoint) && endpoint.isSelectable() && condition.test(endpoint)) {
				left.add(endpoint);
			}
		}
		return left;
	}

	private PooledEndpoint<T> take(CandidateGroup<T> group, SelectionPolicy<T> selection) {
		PooledEndpoint<T> endpoint = checked(group, selection.select(group));
		if (!group.isPartial() || !(selection instanceof SharingPolicy<T>)) {
			return endpoint;
		}
		ThreadLocalRandom random = ThreadLocalRandom.current();
		for (int turn = 1; turn < TURNS && endpoint.share < random.nextDouble(); turn++) {
			endpoint = checked(group, selection.select(group));
		}
		return endpoint;
	}

	private PooledEndpoint<T> checked(CandidateGroup<T> group, @Nullable EndpointView<T> choice) {
		if (choice instanceof PooledEndpoint<T> endpoint && (endpoint.group == group || group.contains(endpoint))) {
			return endpoint;
		}
		throw new IllegalStateException(
				"selection: " + choice + " (expected: one of the candidates that the policy was given)");
	}

	/** Those that may answer first, then those whose isolation ends first. */
	private @Nullable Choice<T> lastResort(Tried tried, long now) {
		List<Isolated<T>> order = new ArrayList<>();
		for (PooledEndpoint<T> endpoint : pool.roster.snapshot().out) {
			EndpointState state = endpoint.state();
			if (!tried.contains(endpoint) && hasRoom(endpoint) && isLastResort(state, now)) {
				order.add(new Isolated<>(endpoint, state.isolation().soft(), state.isolation().ends() - now));
			}
		}
		order.sort(Comparator.<Isolated<T>, Boolean>comparing(Isolated::soft)
			.reversed()
			.thenComparingLong(Isolated::remaining));
		for (Isolated<T> isolated : order) {
			PooledEndpoint<T> endpoint = isolated.endpoint();
			long word = endpoint.word();
			if (isolated.soft() && !endpoint.state(word).isTrialDue(now)) {
				return outsideOfItsHistory(endpoint, word);
			}
			while (isLastResort(endpoint.state(word), now)) {
				if (writer.beginTrial(endpoint, word)) {
					return new Choice<>(endpoint, StateWord.generation(word), true);
				}
				word = endpoint.word();
			}
		}
		return null;
	}

	/**
	 * A lease that moves no state: an endpoint that fails now and then comes back when
	 * its isolation is over, and is not judged by each call that had nowhere else to go.
	 */
	private static <T> Choice<T> outsideOfItsHistory(PooledEndpoint<T> endpoint, long word) {
		int before = (StateWord.generation(word) + StateWord.GENERATIONS - 1) % StateWord.GENERATIONS;
		return new Choice<>(endpoint, before, true);
	}

	private boolean isLastResort(EndpointState state, long now) {
		return state.isLastResort() && (rules.rules().whenExhausted() == WhenExhausted.TRIAL || state.isTrialDue(now));
	}

	/**
	 * The time is read once: a key that changes while it is sorted by breaks the sort.
	 */
	private record Isolated<T>(PooledEndpoint<T> endpoint, boolean soft, long remaining) {
	}

}
