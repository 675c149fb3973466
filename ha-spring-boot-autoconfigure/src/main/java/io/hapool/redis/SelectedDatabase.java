package io.hapool.redis;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.hapool.pool.AdminState;
import io.hapool.pool.Candidates;
import io.hapool.pool.EndpointView;
import io.hapool.pool.HealthState;
import io.hapool.pool.SelectionPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The database that commands go to: one for all. It stays as long as it is usable, that a
 * call has tried it already aside; then the heaviest of the healthy ones takes its place.
 */
final class SelectedDatabase implements SelectionPolicy<Database> {

	private final AtomicReference<@Nullable EndpointView<Database>> selected = new AtomicReference<>();

	private final Listener listener;

	SelectedDatabase(Listener listener) {
		this.listener = listener;
	}

	/**
	 * Whom to tell that another is selected.
	 */
	@FunctionalInterface
	interface Listener {

		/** Called by whoever made the switch, which must not block. */
		void switched(EndpointView<Database> from, EndpointView<Database> to, SwitchReason reason,
				@Nullable String detail);

	}

	@Nullable EndpointView<Database> current() {
		return selected.get();
	}

	/** The selected one if commands may go there now and no other is pinned. */
	@Nullable Database settled(List<EndpointView<Database>> databases) {
		EndpointView<Database> current = selected.get();
		if (current == null || !isUsable(current)) {
			return null;
		}
		boolean pinnedElsewhere = current.admin() != AdminState.PINNED
				&& databases.stream().anyMatch((other) -> other.admin() == AdminState.PINNED && isUsable(other));
		return pinnedElsewhere ? null : current.endpoint().target();
	}

	@Override
	public EndpointView<Database> select(Candidates<Database> candidates) {
		EndpointView<Database> current = selected.get();
		if (current != null && contains(candidates, current)) {
			return current;
		}
		EndpointView<Database> best = best(candidates);
		if (current == null || !isUsable(current)) {
			move(current, best, (current != null) ? reason(current) : SwitchReason.FAILOVER, null);
		}
		else if (best.admin() == AdminState.PINNED && current.admin() != AdminState.PINNED) {
			move(current, best, SwitchReason.BY_HAND, null);
		}
		return best;
	}

	@Override
	public EndpointView<Database> preview(Candidates<Database> candidates) {
		EndpointView<Database> current = selected.get();
		return (current != null && contains(candidates, current)) ? current : best(candidates);
	}

	/**
	 * Selects another, if it is the same one still that is selected.
	 * @param detail why, for people to read; {@code null}: as the old one's state says
	 * @return whether it is another now
	 */
	boolean move(@Nullable EndpointView<Database> from, EndpointView<Database> to, SwitchReason reason,
			@Nullable String detail) {
		if (from == to || !selected.compareAndSet(from, to)) {
			return false;
		}
		if (from != null) {
			listener.switched(from, to, reason, detail);
		}
		return true;
	}

	/** Why one that is not usable is left. */
	private static SwitchReason reason(EndpointView<Database> left) {
		return switch (left.admin()) {
			case DRAINING -> SwitchReason.REMOVED;
			case MAINTENANCE -> SwitchReason.BY_HAND;
			case READY, PINNED -> SwitchReason.FAILOVER;
		};
	}

	static boolean isUsable(EndpointView<Database> database) {
		return database.admin().isLeasable() && database.health().isSelectable();
	}

	private static boolean contains(Candidates<Database> candidates, EndpointView<Database> database) {
		for (int i = 0; i < candidates.size(); i++) {
			if (candidates.get(i) == database) {
				return true;
			}
		}
		return false;
	}

	private static EndpointView<Database> best(Candidates<Database> candidates) {
		EndpointView<Database> best = candidates.get(0);
		for (int i = 1; i < candidates.size(); i++) {
			EndpointView<Database> candidate = candidates.get(i);
			if (isBetter(candidate, best)) {
				best = candidate;
			}
		}
		return best;
	}

	/**
	 * Who of those that are usable commands would go to.
	 * @param which whom to look at
	 */
	static Optional<EndpointView<Database>> best(List<EndpointView<Database>> databases,
			Predicate<EndpointView<Database>> which) {
		return databases.stream()
			.filter((database) -> isUsable(database) && which.test(database))
			.reduce((one, other) -> isBetter(other, one) ? other : one);
	}

	/** Who is known to live comes before who is heavier. */
	private static boolean isBetter(EndpointView<Database> candidate, EndpointView<Database> best) {
		int certainty = Integer.compare(certainty(candidate), certainty(best));
		return certainty > 0 || (certainty == 0 && candidate.endpoint().weight() > best.endpoint().weight());
	}

	private static int certainty(EndpointView<Database> database) {
		return switch (database.health()) {
			case UP, RAMPING -> 2;
			case UNKNOWN -> 1;
			case SUSPECT, ISOLATED, PROBATION -> 0;
		};
	}

	/** Whether it is known to live. */
	static boolean isProven(EndpointView<Database> database) {
		return database.admin().isLeasable() && database.health() == HealthState.UP;
	}

}
