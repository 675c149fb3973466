package io.hapool.pool.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Whether anything is said at all, found out for less than binding it costs. Sources that
 * cannot list what they have say nothing here, and could not be bound to a map either.
 */
public final class PropertyPresence {

	private PropertyPresence() {
	}

	/**
	 * Returns whether anything is said below a prefix.
	 * @param prefix in the canonical form
	 * @param environment where to look
	 * @return whether a source that can list what it has has something
	 */
	public static boolean isAnyBelow(String prefix, Environment environment) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
