package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.hapool.pool.SelectionPolicy;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds selection policies by name: the engine's own, else beans.
 */
final class SelectionPolicies {

	/** What a pool of URIs has when nothing is said. */
	static final String DEFAULT = "fastest";

	private static final Map<String, Supplier<SelectionPolicy<URI>>> OWN = new LinkedHashMap<>();

	static {
		OWN.put("fastest", SelectionPolicy::fastest);
		OWN.put("sticky", SelectionPolicy::sticky);
		OWN.put("score", SelectionPolicy::score);
		OWN.put("weighted", SelectionPolicy::weighted);
		OWN.put("round-robin", SelectionPolicy::roundRobin);
		OWN.put("random", SelectionPolicy::random);
		OWN.put("least-leased", SelectionPolicy::leastLeased);
	}

	private final BeanFactory beans;

	SelectionPolicies(BeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns a policy for one pool.
	 * @param name its name
	 * @param poolPrefix the prefix of the pool's properties, for people to read
	 */
	@SuppressWarnings("unchecked") // the type argument of a bean cannot be checked here
	SelectionPolicy<URI> named(String name, String poolPrefix) {
		Supplier<SelectionPolicy<URI>> own = OWN.get(name.toLowerCase(Locale.ROOT).replace('_', '-'));
		if (own != null) {
			return own.get();
		}
		if (beans.containsBean(name) && beans.isTypeMatch(name, SelectionPolicy.class)) {
			return beans.getBean(name, SelectionPolicy.class);
		}
		throw new InvalidPoolException(poolPrefix + ".selection", "there is no selection policy \"" + name + "\"",
				"Write one of " + OWN.keySet() + ", or the name of a SelectionPolicy bean.");
	}

}
