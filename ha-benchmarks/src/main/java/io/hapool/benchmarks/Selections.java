package io.hapool.benchmarks;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.hapool.call.EndpointPool;
import io.hapool.call.PoolDefinition;
import io.hapool.pool.SelectionPolicy;

/**
 * The engine's selection policies by the name that they have in the properties. One that
 * the engine gets later needs a line here, and is in all tables.
 */
final class Selections {

	/** What the peers do, and so what is compared with them. */
	static final String ROUND_ROBIN = "round-robin";

	/** Compared with the peers as well. */
	static final String FASTEST = "fastest";

	private static final Map<String, Supplier<SelectionPolicy<URI>>> ALL = new LinkedHashMap<>();

	static {
		ALL.put(ROUND_ROBIN, SelectionPolicy::roundRobin);
		ALL.put(FASTEST, SelectionPolicy::fastest);
		ALL.put("weighted", SelectionPolicy::weighted);
		ALL.put("least-leased", SelectionPolicy::leastLeased);
		ALL.put("random", SelectionPolicy::random);
		ALL.put("sticky", SelectionPolicy::sticky);
		ALL.put("score", SelectionPolicy::score);
	}

	private Selections() {
	}

	static String[] names() {
		return ALL.keySet().toArray(String[]::new);
	}

	static String[] comparedWithPeers() {
		return List.of(ROUND_ROBIN, FASTEST).stream().filter(ALL::containsKey).toArray(String[]::new);
	}

	static EndpointPool<URI> pool(String selection, int endpoints) {
		Supplier<SelectionPolicy<URI>> policy = ALL.get(selection);
		if (policy == null) {
			throw new IllegalArgumentException("selection: \"" + selection + "\" (expected: one of " + ALL.keySet()
					+ "; a new one needs a line in Selections)");
		}
		return EndpointPool.create(PoolDefinition.<URI>builder("benchmark")
			.targets(Targets.uris(endpoints))
			.selection(policy.get())
			.build());
	}

}
