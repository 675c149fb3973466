package io.hapool.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import io.hapool.call.EndpointPool;

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

	/** What the pool leases must be what the parameter takes. */
	static void leases(AnnotatedCall call, EndpointPool<?> pool) {
		if (call.leased() == null) {
			return;
		}
		Class<?> wanted = call.leased().targetType();
		pool.endpoints().forEach((endpoint) -> {
			Object target = endpoint.endpoint().target();
			if (!wanted.isInstance(target)) {
				throw new InvalidHighlyAvailableMethodException(call.method(),
						"its @Leased parameter is a " + wanted.getName() + ", but the pool \"" + pool.name()
								+ "\" leases " + target.getClass().getName(),
						"Declare the parameter as " + target.getClass().getSimpleName() + " or Lease<"
								+ target.getClass().getSimpleName() + ">.");
			}
		});
	}

	/** Which one is not known before a call. */
	static void anyPool(AnnotatedCall call, List<String> known) {
		if (known.isEmpty()) {
			throw new InvalidHighlyAvailableMethodException(call.method(),
					"its pool \"" + call.pool() + "\" must be one of those defined, and there is none",
					"Define them: ha.pools.<name>.endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080.");
		}
	}

	static InvalidHighlyAvailableMethodException withoutAnnotation(Method method) {
		return new InvalidHighlyAvailableMethodException(method,
				"it has a @Leased parameter but no annotation, so callers would find null there",
				"Write @HighlyAvailable(\"<pool>\") on the method.");
	}

	static InvalidHighlyAvailableMethodException noSuchPool(Method method, String pool, List<String> known) {
		String definition = "ha.pools." + pool + ".endpoints=http://10.0.0.1:8080,http://10.0.0.2:8080.";
		String remedy = known.isEmpty() ? "Define it: " + definition
				: "Write one of " + known + ", or define it: " + definition;
		return new InvalidHighlyAvailableMethodException(method, "there is no pool \"" + pool + "\"", remedy);
	}

}
