package io.hapool.pool.autoconfigure;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of the pools in the environment. An environment variable has no dashes, so
 * {@code HA_POOLS_MYPOOL_TIMEOUT} speaks of {@code my-pool}: names that are equal without
 * dashes are one pool, and the one with dashes is its name. (Boot's binder takes them for
 * one as well: the values bound under either are the same.)
 */
final class PoolNames {

	private PoolNames() {
	}

	static Collection<String> canonical(Collection<String> names) {
		Map<String, String> byBareName = new TreeMap<>();
		for (String name : names) {
			byBareName.merge(bare(name), name, PoolNames::longer);
		}
		return byBareName.values();
	}

	static String beanName(String pool) {
		StringBuilder name = new StringBuilder();
		for (String word : pool.split("-")) {
			name.append(name.isEmpty() ? word : capitalized(word));
		}
		return name.append("EndpointPool").toString();
	}

	private static String bare(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	private static String longer(String one, String other) {
		return (other.length() > one.length()) ? other : one;
	}

	private static String capitalized(String word) {
		return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
	}

}
