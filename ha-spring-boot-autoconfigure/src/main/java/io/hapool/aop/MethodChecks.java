package io.hapool.aop;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.CompletionStage;
import java.util.stream.BaseStream;

import io.hapool.call.EndpointPool;

/**
 * What an annotated method must be.
 */
final class MethodChecks {

	private static final Set<String> ASYNCHRONOUS = Set.of("org.reactivestreams.Publisher",
			"kotlinx.coroutines.flow.Flow", "io.reactivex.rxjava3.core.SingleSource",
			"io.reactivex.rxjava3.core.CompletableSource", "io.reactivex.rxjava3.core.MaybeSource",
			"io.reactivex.rxjava3.core.ObservableSource");

	private static final String CONTINUATION = "kotlin.coroutines.Continuation";

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

	/** When the method returns, it must be known whether the attempt succeeded. */
	static void judgeable(Method method) {
		Class<?> returned = method.getReturnType();
		if (Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned)
				|| isAsynchronous(returned) || isSuspending(method)) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it returns " + returned.getSimpleName() + " before its outcome is known",
					"Return the plain value: asynchronous return types are not supported yet.");
		}
		if (BaseStream.class.isAssignableFrom(returned) || InputStream.class.isAssignableFrom(returned)) {
			throw new InvalidHighlyAvailableMethodException(method,
					"it returns " + returned.getSimpleName() + ", which is read after the lease has ended",
					"Read it inside the method and return a List, a byte[] or a value.");
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

	private static boolean isSuspending(Method method) {
		Class<?>[] parameters = method.getParameterTypes();
		return parameters.length > 0 && parameters[parameters.length - 1].getName().equals(CONTINUATION);
	}

	private static boolean isAsynchronous(Class<?> type) {
		if (ASYNCHRONOUS.contains(type.getName())) {
			return true;
		}
		for (Class<?> parent : type.getInterfaces()) {
			if (isAsynchronous(parent)) {
				return true;
			}
		}
		return type.getSuperclass() != null && isAsynchronous(type.getSuperclass());
	}

}
