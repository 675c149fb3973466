package io.hapool.pool.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.hapool.pool.Endpoint;

/**
 * What several sources say together: of those that name one id, the first counts.
 */
final class MergedEndpoints<T> {

	/**
	 * That one source hides what another says of an endpoint.
	 */
	record Shadow(String endpoint, String kept, String ignored) {
	}

	/**
	 * All of an endpoint that can change; equality of endpoints is by id alone.
	 */
	private record Content<T>(T target, int tier, double weight, Optional<String> zone, Map<String, String> metadata) {

		static <T> Content<T> of(Endpoint<T> endpoint) {
			return new Content<>(endpoint.target(), endpoint.tier(), endpoint.weight(), endpoint.zone(),
					endpoint.metadata());
		}

	}

	private record Named<T>(String source, Endpoint<T> endpoint) {
	}

	private final Map<String, Named<T>> byId = new LinkedHashMap<>();

	private final Set<Shadow> shadows = new LinkedHashSet<>();

	void add(String source, List<Endpoint<T>> endpoints) {
		for (Endpoint<T> endpoint : endpoints) {
			Named<T> kept = byId.putIfAbsent(endpoint.id(), new Named<>(source, endpoint));
			if (kept != null) {
				shadows.add(new Shadow(endpoint.id(), kept.source(), source));
			}
		}
	}

	List<Endpoint<T>> endpoints() {
		List<Endpoint<T>> endpoints = new ArrayList<>(byId.size());
		byId.values().forEach((named) -> endpoints.add(named.endpoint()));
		return List.copyOf(endpoints);
	}

	Set<Shadow> shadows() {
		return Set.copyOf(shadows);
	}

	/** Whether each endpoint is the same in all but its place in the order. */
	static <T> boolean areSame(List<Endpoint<T>> some, List<Endpoint<T>> others) {
		return contents(some).equals(contents(others));
	}

	private static <T> Map<String, Content<T>> contents(List<Endpoint<T>> endpoints) {
		Map<String, Content<T>> contents = new HashMap<>();
		endpoints.forEach((endpoint) -> contents.put(endpoint.id(), Content.of(endpoint)));
		return contents;
	}

}
