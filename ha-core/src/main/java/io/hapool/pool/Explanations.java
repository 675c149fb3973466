package io.hapool.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Puts into words what the snapshot of a pool decides.
 */
final class Explanations {

	private Explanations() {
	}

	static <T> Explanation of(PoolParts<T> pool) {
		LeasePolicies<T> policies = pool.rules.policies();
		String policy = name(policies.selection());
		PooledEndpoint<T> next = pool.selector.preview(policies.selection());
		PoolSnapshot<T> current = pool.roster.snapshot();
		long now = pool.time.nanos();
		Map<String, String> reasons = new LinkedHashMap<>();
		for (PooledEndpoint<T> endpoint : current.all) {
			reasons.put(endpoint.endpoint().id(), reason(endpoint, current, policy, now));
		}
		return new Explanation(policy, (next != null) ? next.endpoint().id() : null, candidates(current), reasons);
	}

	private static <T> List<String> candidates(PoolSnapshot<T> current) {
		CandidateGroup<T> best = current.best;
		return (best == null) ? List.of()
				: current.all.stream()
					.filter((member) -> member.group == best && member.isSelectable())
					.map((member) -> member.endpoint().id())
					.toList();
	}

	/** {@code RoundRobinSelection} is known as {@code round-robin}. */
	private static String name(SelectionPolicy<?> selection) {
		Class<?> type = selection.getClass();
		if (type.getPackage() != SelectionPolicy.class.getPackage()) {
			return type.getName();
		}
		return type.getSimpleName()
			.replace("Selection", "")
			.replaceAll("(?<=.)([A-Z])", "-$1")
			.toLowerCase(Locale.ROOT);
	}

	private static <T> String reason(PooledEndpoint<T> endpoint, PoolSnapshot<T> current, String policy, long now) {
		EndpointState state = endpoint.state();
		if (!state.admin().isLeasable()) {
			return (state.admin() == AdminState.DRAINING) ? "gets no new leases: an operator drains it"
					: "gets no leases: an operator isolated it, and an operator must restore it";
		}
		if (!state.health().isSelectable()) {
			return isolated(endpoint, state, now);
		}
		CandidateGroup<T> best = current.best;
		return (best != null && endpoint.group == best) ? candidate(endpoint, state, best, policy)
				: later(endpoint, state, best);
	}

	private static String isolated(PooledEndpoint<?> endpoint, EndpointState state, long now) {
		if (state.health() == HealthState.PROBATION) {
			return "on trial: " + state.trials().successes() + " calls in a row have succeeded";
		}
		Duration left = Duration.ofNanos(Math.max(0, state.isolation().ends() - now));
		if (!left.isZero()) {
			return "isolated for another " + left.toMillis() + " ms, then on trial; before that only if nobody is left";
		}
		return endpoint.checkPasses ? "isolated; a trial is due" : "isolated; on trial when its health check passes";
	}

	private static String candidate(PooledEndpoint<?> endpoint, EndpointState state, CandidateGroup<?> best,
			String policy) {
		if (state.admin() == AdminState.PINNED) {
			return "gets all leases: an operator pinned it";
		}
		String share = (endpoint.share < 1) ? ", with " + Math.round(endpoint.share * 100) + " % of its share" : "";
		if (best.size() == 1) {
			return "gets all leases: the only candidate" + share;
		}
		return "one of " + best.size() + " among which " + policy + " chooses" + share;
	}

	private static String later(PooledEndpoint<?> endpoint, EndpointState state, @Nullable CandidateGroup<?> best) {
		if (state.health() == HealthState.SUSPECT) {
			return "selected last: it is suspect";
		}
		PooledEndpoint<?> better = (best != null && best.size() > 0) ? best.get(0) : null;
		if (better == null) {
			return "selectable in a moment";
		}
		if (better.admin() == AdminState.PINNED) {
			return "selected last: an operator pinned " + better.endpoint().id();
		}
		int tier = better.endpoint().tier();
		return (endpoint.endpoint().tier() > tier)
				? "selected last: it is of tier " + endpoint.endpoint().tier() + ", and tier " + tier + " has endpoints"
				: "selected last: it is not of the preferred zone";
	}

}
