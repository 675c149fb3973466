package io.hapool.pool.autoconfigure;

import java.net.URI;
import java.util.Locale;

import io.hapool.pool.SelectionPolicy;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds selection policies by name: the engine's own, else beans.
 */
final class SelectionPolicies {

	/** What a pool of URIs has when nothing is said. */
	static final String DEFAULT = "fastest";

	private static final String NAMES = "[fastest, sticky, score, weighted, round-robin, random, least-leased]";

	private final BeanFactory beans;

	SelectionPolicies(BeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns a policy for one pool.
	 * @param name its name
	 * @param poolPrefix the prefix of the pool's properties, for people to read
	 */
	SelectionPolicy<URI> named(String name, String poolPrefix) {
		return switch (name.toLowerCase(Locale.ROOT).replace('_', '-')) {
			case DEFAULT -> SelectionPolicy.fastest();
			case "sticky" -> SelectionPolicy.sticky();
			case "score" -> SelectionPolicy.score();
			case "weighted" -> SelectionPolicy.weighted();
			case "round-robin" -> SelectionPolicy.roundRobin();
			case "random" -> SelectionPolicy.random();
			case "least-leased" -> SelectionPolicy.leastLeased();
			default -> bean(name, poolPrefix);
		};
	}

	@SuppressWarnings("unchecked") // the type argument of a bean cannot be checked here
	private SelectionPolicy<URI> bean(String name, String poolPrefix) {
		if (beans.containsBean(name) && beans.isTypeMatch(name, SelectionPolicy.class)) {
			return beans.getBean(name, SelectionPolicy.class);
		}
		throw new InvalidPoolException(poolPrefix + ".selection", "there is no selection policy \"" + name + "\"",
				"Write one of " + NAMES + ", or the name of a SelectionPolicy bean.");
	}

}
