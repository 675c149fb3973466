package io.hapool.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.HealthState;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All changes of endpoints in a simulation, in their order.
 */
final class TransitionLog {

	private static final Map<HealthState, Set<HealthState>> LEGAL = legal();

	private final List<Entry> entries = new ArrayList<>();

	private final Map<String, Entry> latest = new HashMap<>();

	private final List<String> broken = new ArrayList<>();

	private final Simulation simulation;

	/** When an endpoint was last selectable and then was not. */
	private long lost;

	TransitionLog(Simulation simulation) {
		this.simulation = simulation;
		this.lost = simulation.time().nanos() - Duration.ofDays(1).toNanos();
	}

	/**
	 * A change.
	 *
	 * @param change what was told
	 * @param nanos when
	 * @param age when, since the beginning of the simulation
	 */
	record Entry(EndpointChanged change, long nanos, Duration age) {

		String endpoint() {
			return change.endpoint();
		}

		HealthState from() {
			return change.from().health();
		}

		HealthState to() {
			return change.to().health();
		}

		@Override
		public String toString() {
			return age + " " + change.description();
		}

	}

	void add(EndpointChanged change) {
		Entry entry = new Entry(change, simulation.time().nanos(), simulation.age(simulation.time().nanos()));
		entries.add(entry);
		if (change.from().isSelectable() && !change.to().isSelectable()) {
			lost = entry.nanos();
		}
		Entry before = latest.put(change.endpoint(), entry);
		check(before, entry);
	}

	/** An endpoint that is added again begins anew. */
	void forget(String endpoint) {
		latest.remove(endpoint);
	}

	List<Entry> entries() {
		return entries;
	}

	List<Entry> of(String endpoint) {
		return entries.stream().filter((entry) -> entry.endpoint().equals(endpoint)).toList();
	}

	List<Entry> into(HealthState state) {
		return entries.stream().filter((entry) -> entry.to() == state && entry.from() != state).toList();
	}

	List<Entry> into(HealthState state, String endpoint) {
		return into(state).stream().filter((entry) -> entry.endpoint().equals(endpoint)).toList();
	}

	/** When an endpoint first came into a state after a while. */
	Optional<Duration> first(String endpoint, HealthState state, Duration since) {
		return into(state, endpoint).stream().map(Entry::age).filter((age) -> age.compareTo(since) >= 0).findFirst();
	}

	/** Whether no endpoint ceased to be selectable after a moment. */
	boolean isNobodyLostSince(long moment) {
		return lost - moment < 0;
	}

	/** Whether an endpoint has been selectable since a moment at the latest. */
	boolean isSelectableSince(String endpoint, long moment) {
		Entry entry = latest.get(endpoint);
		if (entry == null) {
			return true;
		}
		boolean selectable = entry.change().to().isSelectable();
		boolean was = entry.change().from().isSelectable();
		return selectable && (was || entry.nanos() - moment <= 0);
	}

	void verify(List<EndpointSnapshot<SimulatedEndpoint>> endpoints) {
		assertThat(broken).as("illegal changes").isEmpty();
		for (EndpointSnapshot<SimulatedEndpoint> endpoint : endpoints) {
			Entry last = latest.get(endpoint.endpoint().id());
			if (last != null) {
				assertThat(last.change().to()).as("the last event of %s", endpoint.endpoint().id())
					.isEqualTo(endpoint.status());
			}
		}
	}

	private void check(@Nullable Entry before, Entry entry) {
		if (!isLegal(entry)) {
			broken.add("illegal: " + entry);
		}
		if (before != null && !before.change().to().equals(entry.change().from())) {
			broken.add("a gap: " + before + ", then " + entry);
		}
		if (before != null && before.change().generation() > entry.change().generation()) {
			broken.add("generation " + before.change().generation() + ", then " + entry.change().generation() + ": "
					+ entry);
		}
	}

	private boolean isLegal(Entry entry) {
		boolean byHand = simulation.isMeddling() && entry.to() == HealthState.UNKNOWN;
		boolean byOneTrial = simulation.trialLeases() == 1 && entry.from() == HealthState.ISOLATED
				&& entry.to().isSelectable();
		return byHand || byOneTrial || entry.from() == entry.to()
				|| LEGAL.getOrDefault(entry.from(), Set.of()).contains(entry.to());
	}

	private static Map<HealthState, Set<HealthState>> legal() {
		Map<HealthState, Set<HealthState>> legal = new EnumMap<>(HealthState.class);
		legal.put(HealthState.UNKNOWN, Set.of(HealthState.UP, HealthState.SUSPECT, HealthState.ISOLATED));
		legal.put(HealthState.UP, Set.of(HealthState.SUSPECT, HealthState.ISOLATED));
		legal.put(HealthState.SUSPECT, Set.of(HealthState.UP, HealthState.ISOLATED));
		legal.put(HealthState.ISOLATED, Set.of(HealthState.PROBATION));
		legal.put(HealthState.PROBATION, Set.of(HealthState.RAMPING, HealthState.UP, HealthState.ISOLATED));
		legal.put(HealthState.RAMPING, Set.of(HealthState.UP, HealthState.SUSPECT, HealthState.ISOLATED));
		return legal;
	}

}
