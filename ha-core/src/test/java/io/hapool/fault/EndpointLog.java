package io.hapool.fault;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.hapool.event.HaEvent;
import io.hapool.pool.AdminState;
import io.hapool.pool.EndpointChanged;
import io.hapool.pool.EndpointSnapshot;
import io.hapool.pool.EndpointStatus;
import io.hapool.pool.HealthState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener that writes down all changes of endpoints, and can tell whether they were
 * legal.
 */
public final class EndpointLog implements Consumer<HaEvent> {

	private static final EndpointStatus INITIAL = new EndpointStatus(AdminState.READY, HealthState.UNKNOWN);

	private static final Map<HealthState, Set<HealthState>> LEGAL = Map.of(HealthState.UNKNOWN,
			Set.of(HealthState.UP, HealthState.SUSPECT, HealthState.ISOLATED), HealthState.UP,
			Set.of(HealthState.SUSPECT, HealthState.ISOLATED), HealthState.SUSPECT,
			Set.of(HealthState.UP, HealthState.ISOLATED), HealthState.ISOLATED, Set.of(HealthState.PROBATION),
			HealthState.PROBATION, Set.of(HealthState.RAMPING, HealthState.UP, HealthState.ISOLATED),
			HealthState.RAMPING, Set.of(HealthState.UP, HealthState.SUSPECT, HealthState.ISOLATED));

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private final int trialLeases;

	/**
	 * Creates an empty log.
	 * @param trialLeases how many trials restore; one alone leads from ISOLATED to UP
	 */
	public EndpointLog(int trialLeases) {
		this.trialLeases = trialLeases;
	}

	/**
	 * One change.
	 *
	 * @param change what changed
	 * @param nanos when it was told, by {@link System#nanoTime()}
	 */
	public record Entry(EndpointChanged change, long nanos) {
	}

	@Override
	public void accept(HaEvent event) {
		if (event instanceof EndpointChanged change) {
			entries.add(new Entry(change, System.nanoTime()));
		}
	}

	public List<Entry> entries() {
		return List.copyOf(entries);
	}

	/**
	 * Waits until an endpoint has come into a state after a moment.
	 * @param endpoint the id
	 * @param state the state
	 * @param mark the moment, by {@link System#nanoTime()}
	 * @return how long after the moment it did
	 */
	public Duration awaitChange(String endpoint, HealthState state, long mark) {
		return await(endpoint + " -> " + state).until(() -> firstChange(endpoint, state, mark), Optional::isPresent)
			.orElseThrow();
	}

	/**
	 * Returns how long after a moment an endpoint first came into a state.
	 */
	public Optional<Duration> firstChange(String endpoint, HealthState state, long mark) {
		return entries.stream()
			.filter((entry) -> entry.nanos() - mark > 0 && entry.change().endpoint().equals(endpoint)
					&& entry.change().to().health() == state)
			.map((entry) -> Duration.ofNanos(entry.nanos() - mark))
			.findFirst();
	}

	/**
	 * Waits for the events under way, then checks that each change was legal and went on
	 * from where the one before it led, and that no generation fell.
	 * @param endpoints what they are now that nothing goes on
	 */
	public void verify(List<EndpointSnapshot<URI>> endpoints) {
		for (EndpointSnapshot<URI> endpoint : endpoints) {
			await("the last event of " + endpoint.alias())
				.untilAsserted(() -> assertThat(lastStatus(endpoint.endpoint().id())).isEqualTo(endpoint.status()));
		}
		Map<String, EndpointChanged> last = new HashMap<>();
		for (Entry entry : entries) {
			EndpointChanged change = entry.change();
			assertThat(isLegal(change)).as(change.description()).isTrue();
			EndpointChanged before = last.put(change.endpoint(), change);
			if (before != null) {
				assertThat(change.from()).as("what follows %s", before).isEqualTo(before.to());
				assertThat(change.generation()).as("what follows %s", before)
					.isGreaterThanOrEqualTo(before.generation());
			}
		}
	}

	private EndpointStatus lastStatus(String endpoint) {
		return entries.stream()
			.filter((entry) -> entry.change().endpoint().equals(endpoint))
			.reduce((first, second) -> second)
			.map((entry) -> entry.change().to())
			.orElse(INITIAL);
	}

	private boolean isLegal(EndpointChanged change) {
		HealthState from = change.from().health();
		HealthState to = change.to().health();
		boolean restoredByOne = trialLeases == 1 && from == HealthState.ISOLATED && to == HealthState.UP;
		return restoredByOne || LEGAL.getOrDefault(from, Set.of()).contains(to);
	}

}
