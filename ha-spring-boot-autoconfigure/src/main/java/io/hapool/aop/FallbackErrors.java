package io.hapool.aop;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.hapool.aop.AnnotatedCall.LeasedParameter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Says what is wrong with the fallback of a method, and what to write.
 */
final class FallbackErrors {

	private final AnnotatedCall call;

	private final FallbackName name;

	FallbackErrors(AnnotatedCall call, FallbackName name) {
		this.call = call;
		this.name = name;
	}

	InvalidHighlyAvailableMethodException incomplete() {
		return error("which does not name a bean and its method",
				"Write \"@<bean>.<method>\", or \"<method>\" for a method of the same class.");
	}

	InvalidHighlyAvailableMethodException noSuchBean() {
		return error("but there is no bean \"" + name.bean() + "\"",
				"Define the bean \"" + name.bean() + "\", or write \"" + name.method()
						+ "\" for a method of the same class: " + "private " + signature() + ".");
	}

	InvalidHighlyAvailableMethodException noSuchMethod(Class<?> type) {
		return error("but " + type.getName() + " has no "
				+ ((type == ClassUtils.getUserClass(call.targetClass())) ? "other " : "") + "method of that name",
				"Write the method, or correct the name: " + toWrite() + ".");
	}

	InvalidHighlyAvailableMethodException wrongParameters(List<Method> found) {
		String taken = found.stream()
			.map((method) -> "(" + FallbackParameters.types(method, method.getDeclaringClass())
				.stream()
				.map(FallbackErrors::simple)
				.collect(Collectors.joining(", ")) + ")")
			.sorted()
			.collect(Collectors.joining(" and "));
		return error("whose parameters " + taken + " do not fit",
				"Declare it with the parameters of the annotated method and, if it wants to see it, the exception: "
						+ toWrite() + ".");
	}

	InvalidHighlyAvailableMethodException suspending() {
		return error("which is a suspending function, unlike the method",
				"Remove \"suspend\" from it, or write it before the method as well.");
	}

	InvalidHighlyAvailableMethodException wrongReturnType(Method method, ReturnTypes given) {
		return error("which returns " + simple(given.declared()) + " (expected: " + expected() + ")",
				"Declare it as: " + toWrite() + ".");
	}

	InvalidHighlyAvailableMethodException equallySpecific(Fallback one, Fallback other) {
		String type = one.failureType().getSimpleName();
		return error("of which two stand for " + type + ": " + simple(one.method()) + " and " + simple(other.method()),
				"Remove one of them, or give it another exception than " + type + " as its last parameter.");
	}

	InvalidHighlyAvailableMethodException unreachable(Method method, String modifier) {
		return error("which is " + modifier + ", so it cannot be called through the bean",
				"Remove \"" + modifier + "\" from " + InvalidHighlyAvailableMethodException.describe(method) + ".");
	}

	private InvalidHighlyAvailableMethodException error(String problem, String remedy) {
		return new InvalidHighlyAvailableMethodException(call.method(),
				"its fallbackMethod is \"" + name.text() + "\", " + problem, remedy);
	}

	private String toWrite() {
		return ((name.bean() == null) ? "private " : "public ") + signature();
	}

	private String signature() {
		List<ResolvableType> types = FallbackParameters.types(call.method(), call.targetClass());
		@Nullable String @Nullable [] names = new DefaultParameterNameDiscoverer().getParameterNames(call.method());
		LeasedParameter leased = call.leased();
		Stream.Builder<String> parameters = Stream.builder();
		for (int i = 0; i < types.size(); i++) {
			if (leased == null || i != leased.index()) {
				parameters.add(simple(types.get(i)) + " " + ((names != null) ? names[i] : "arg" + i));
			}
		}
		parameters.add("Exception failure");
		ResolvableType declared = ReturnTypes.of(call.method(), call.targetClass()).declared();
		return simple(declared) + " " + name.method() + parameters.build().collect(Collectors.joining(", ", "(", ")"));
	}

	private String expected() {
		ReturnTypes types = ReturnTypes.of(call.method(), call.targetClass());
		String declared = simple(types.declared());
		String value = simple(types.value());
		return declared.equals(value) ? declared : declared + " or " + value;
	}

	private static String simple(Method method) {
		return FallbackParameters.types(method, method.getDeclaringClass())
			.stream()
			.map(FallbackErrors::simple)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

	private static String simple(ResolvableType type) {
		String name = type.toClass().getSimpleName();
		if (!type.hasGenerics()) {
			return name;
		}
		return Stream.of(type.getGenerics())
			.map(FallbackErrors::simple)
			.collect(Collectors.joining(", ", name + "<", ">"));
	}

}
