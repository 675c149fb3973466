package io.hapool.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * What an annotated method must be.
 */
final class MethodChecks {

	private MethodChecks() {
	}

	/** A proxy must be able to stand in the method's way. */
	static void reachable(Method method, Class<?> type) {
		int modifiers = method.getModifiers();
		String hindrance = Modifier.isPrivate(modifiers) ? "private"
				: Modifier.isStatic(modifiers) ? "static" : Modifier.isFinal(modifiers) ? "final" : null;
		if (hindrance != null) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it is " + hindrance + ", so no proxy can stand in its way and it would run without an endpoint",
					"Remove \"" + hindrance + "\" (in Kotlin: write \"open\", or use the kotlin-spring plugin).");
		}
		if (Modifier.isFinal(type.getModifiers())) {
			throw new InvalidHighlyAvailableMethodException(method,
					"its class " + type.getName() + " is final, so no proxy of it can be made",
					"Remove \"final\" from the class (in Kotlin: write \"open\", or use the kotlin-spring plugin; of a "
							+ "record make a class).");
		}
	}

	static InvalidHighlyAvailableMethodException noSuchPool(Method method, String pool, List<String> known) {
		String definition = "ha.pools." + pool + ".endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080.";
		String remedy = known.isEmpty() ? "Define it: " + definition
				: "Write one of " + known + ", or define it: " + definition;
		return new InvalidHighlyAvailableMethodException(method, "there is no pool \"" + pool + "\"", remedy);
	}

}
