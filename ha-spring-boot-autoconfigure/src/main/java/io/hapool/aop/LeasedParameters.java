package io.hapool.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.hapool.annotation.Leased;
import io.hapool.aop.AnnotatedCall.Kind;
import io.hapool.aop.AnnotatedCall.LeasedParameter;
import io.hapool.pool.Lease;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;

/**
 * Finds the parameter that gets the lease, and checks that it can.
 */
final class LeasedParameters {

	private LeasedParameters() {
	}

	static @Nullable LeasedParameter find(Method method) {
		List<LeasedParameter> found = new ArrayList<>();
		// with the annotations that the parameters have on interfaces
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			if (parameter.hasParameterAnnotation(Leased.class)) {
				check(method, parameter);
				found.add(leased(method, parameter.getParameterIndex()));
			}
		}
		if (found.size() > 1) {
			throw new InvalidHighlyAvailableMethodException(method, "it has " + found.size() + " @Leased parameters",
					"Mark one: the target, or the Lease, which has the target.");
		}
		return found.isEmpty() ? null : found.get(0);
	}

	static boolean exist(Method method) {
		for (Annotation[] parameter : method.getParameterAnnotations()) {
			for (Annotation annotation : parameter) {
				if (annotation.annotationType() == Leased.class) {
					return true;
				}
			}
		}
		return false;
	}

	private static LeasedParameter leased(Method method, int index) {
		ResolvableType type = ResolvableType.forMethodParameter(method, index);
		if (type.resolve(Object.class) == Lease.class) {
			return new LeasedParameter(index, Kind.LEASE, type.getGeneric(0).resolve(Object.class));
		}
		return new LeasedParameter(index, Kind.TARGET, type.resolve(Object.class));
	}

	private static void check(Method method, MethodParameter parameter) {
		if (parameter.getParameterType().isPrimitive()) {
			throw new InvalidHighlyAvailableMethodException(method,
					"its @Leased parameter is a primitive (" + parameter.getParameterType()
							+ "), for which callers cannot pass null",
					"Declare the parameter with the type of the pool's targets, such as @Leased URI endpoint.");
		}
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			String name = annotation.annotationType().getSimpleName();
			if (name.equals("NotNull") || name.equals("NonNull") || name.equals("Nonnull")) {
				throw new InvalidHighlyAvailableMethodException(method,
						"its @Leased parameter is @" + name + ", but callers pass null there",
						"Remove @" + name + ", or write @Nullable.");
			}
		}
	}

}
